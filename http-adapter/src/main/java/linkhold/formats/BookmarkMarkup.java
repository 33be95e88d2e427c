package linkhold.formats;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.io.IOException;
import java.io.Reader;
import java.util.regex.Pattern;

/**
 * Bookmark HTML as text in which no tag begins that would make an HTML parser take everything after
 * it for the content of one element. Bookmark files have no use for those, but titles hold their
 * names, and not every program escapes them.
 */
final class BookmarkMarkup extends Reader {

  private static final Pattern SWALLOWING_TAG =
      Pattern.compile(
          "<(?=/?(?:script|style|title|textarea|xmp|iframe|noscript|noframes|noembed|plaintext))",
          CASE_INSENSITIVE);

  /** How many characters tell whether a tag is one of those. */
  private static final int LONGEST_TAG = "</plaintext".length();

  private final Reader file;
  private final char[] block = new char[8 * 1024];
  private String ready = "";
  private int at;
  private String undecided = "";
  private boolean ended;

  BookmarkMarkup(Reader file) {
    this.file = file;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    while (at == ready.length()) {
      if (ended) {
        return -1;
      }
      readBlock();
    }
    int end = Math.min(ready.length(), at + length);
    ready.getChars(at, end, target, offset);
    int count = end - at;
    at = end;
    return count;
  }

  private void readBlock() throws IOException {
    int count = file.read(block, 0, block.length);
    ended = count < 0;
    String text = undecided + new String(block, 0, Math.max(0, count));
    int tag = text.lastIndexOf('<');
    boolean cut = !ended && tag >= 0 && text.length() - tag < LONGEST_TAG;
    int decided = cut ? tag : text.length();
    undecided = text.substring(decided);
    ready = SWALLOWING_TAG.matcher(text.substring(0, decided)).replaceAll("&lt;");
    at = 0;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
