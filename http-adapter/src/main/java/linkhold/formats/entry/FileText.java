package linkhold.formats.entry;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The text of a file, in any charset. The length of an entry is bounded, so that reading ends;
 * readers bound how much of an entry they keep in memory.
 */
public final class FileText extends Reader {

  /** How many characters of one entry are kept at most: room for the longest link in any format. */
  public static final int MAX_KEPT_LENGTH = 2 * 1024 * 1024;

  /** How long one entry may be; most of it is skipped. */
  private static final int MAX_ENTRY_LENGTH = 32 * 1024 * 1024;

  /** How much of the file's beginning is looked at. */
  private static final int BEGINNING_BYTES = 16 * 1024;

  private final Reader text;
  private final @Nullable DecodedText decoded;
  private final Beginning beginning;
  private long sinceEntry;

  private FileText(Reader text, @Nullable DecodedText decoded, Beginning beginning) {
    this.text = text;
    this.decoded = decoded;
    this.beginning = beginning;
  }

  /** The text of {@code file}, which is not closed. */
  public static FileText open(InputStream file) throws IOException {
    byte[] beginning = file.readNBytes(BEGINNING_BYTES);
    PushbackInputStream whole = new PushbackInputStream(file, Math.max(1, beginning.length));
    whole.unread(beginning);
    Charset declared = Charsets.of(beginning);
    DecodedText text = new DecodedText(whole, declared);
    char[] start = new char[BEGINNING_BYTES];
    int length = 0;
    int count = 0;
    while (length < start.length && count >= 0) {
      length += count;
      count = text.read(start, length, start.length - length);
    }
    int from = length > 0 && start[0] == '\uFEFF' ? 1 : 0;
    String read = new String(start, from, length - from);
    return new FileText(
        new Joined(read, text), text, new Beginning(read, beginning.length < BEGINNING_BYTES));
  }

  /** Text that was decoded before. */
  static FileText of(Reader text, Beginning beginning) {
    return new FileText(text, null, beginning);
  }

  /** The beginning, by which formats are recognised. */
  public Beginning beginning() {
    return beginning;
  }

  /** The remark about how the text was decoded, once it was read. */
  public Optional<String> remark() {
    return decoded == null ? Optional.empty() : decoded.remark();
  }

  /** Keeps the rest of the text in a temporary file, to be read more than once. */
  public SpooledText spooled() throws IOException {
    return SpooledText.of(text, beginning);
  }

  /** Ends an entry: the length of the next one counts from here. */
  public void nextEntry() {
    sinceEntry = 0;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    int count = text.read(target, offset, length);
    sinceEntry += Math.max(0, count);
    if (sinceEntry > MAX_ENTRY_LENGTH) {
      throw new EntryTooLongException("An entry", MAX_ENTRY_LENGTH);
    }
    return count;
  }

  @Override
  public void close() {
    // the file is not ours
  }

  /** Two texts, one after the other. */
  private static final class Joined extends Reader {

    private final String first;
    private final Reader second;
    private int at;

    Joined(String first, Reader second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
      int count = Math.min(length, first.length() - at);
      if (count == 0) {
        return second.read(target, offset, length);
      }
      first.getChars(at, at + count, target, offset);
      at += count;
      return count;
    }

    @Override
    public void close() throws IOException {
      second.close();
    }
  }
}
