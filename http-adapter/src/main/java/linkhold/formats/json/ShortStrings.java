package linkhold.formats.json;

import java.io.IOException;
import java.io.Reader;
import linkhold.formats.entry.FileText;

/**
 * A JSON text whose strings are cut to what is kept of one entry, so that a page's content or a
 * picture beside a link neither fills the memory nor ends the reading. Texts that are too long for
 * a link are shortened later, with a remark.
 */
final class ShortStrings extends Reader {

  private static final int MAX_LENGTH = FileText.MAX_KEPT_LENGTH / 2;

  private final Reader json;
  private boolean inString;
  private int length;

  /** How many more characters of an escape sequence may follow: 5 are {@code u} and four digits. */
  private int escape;

  private boolean escapeKept;

  ShortStrings(Reader json) {
    this.json = json;
  }

  @Override
  public int read(char[] target, int offset, int count) throws IOException {
    int kept = 0;
    while (kept == 0) {
      int read = json.read(target, offset, count);
      if (read < 0) {
        return -1;
      }
      for (int i = offset; i < offset + read; i++) {
        if (isKept(target[i])) {
          target[offset + kept] = target[i];
          kept++;
        }
      }
    }
    return kept;
  }

  private boolean isKept(char c) {
    if (!inString) {
      inString = c == '"';
      length = 0;
      return true;
    }
    length++;
    if (escape > 0) { // within a sequence, which is kept or left out as a whole
      escape = escape == 5 && c != 'u' ? 0 : escape - 1;
      return escapeKept;
    }
    if (c == '"') {
      inString = false;
      return true;
    }
    boolean kept = length < MAX_LENGTH;
    if (c == '\\') {
      escape = 5;
      escapeKept = kept;
    }
    return kept;
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
