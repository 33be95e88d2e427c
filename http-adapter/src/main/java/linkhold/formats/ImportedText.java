package linkhold.formats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import linkhold.domain.InvalidInputException;

/**
 * The text of a file to be imported, of whatever charset, and the reader for its format, which its
 * first characters tell. Bounds how long one entry may be, so that no file can fill the memory.
 */
final class ImportedText extends Reader {

  /** Room for the longest link in any format, and for the pictures that browsers put beside it. */
  static final int MAX_ENTRY_LENGTH = 2 * 1024 * 1024;

  /** How much of the file's beginning is looked at. */
  private static final int BEGINNING_BYTES = 16 * 1024;

  private static final Pattern META_CHARSET =
      Pattern.compile(
          "<meta[^>]*charset\\s*=\\s*[\"']?([A-Za-z0-9_.:-]+)", Pattern.CASE_INSENSITIVE);

  private final Reader text;
  private final EntryReader reader;
  private long sinceEntry;

  private ImportedText(Reader text, EntryReader reader) {
    this.text = text;
    this.reader = reader;
  }

  /**
   * Looks at the beginning of {@code file}.
   *
   * @throws InvalidInputException when it is of no known format
   */
  static ImportedText open(InputStream file) throws IOException {
    byte[] beginning = file.readNBytes(BEGINNING_BYTES);
    String raw = new String(beginning, ISO_8859_1);
    if (raw.startsWith("PK\u0003\u0004") || raw.startsWith("\u001f\u008b")) {
      throw refused("The file is an archive. Unpack it, and import the files that were in it.");
    }
    Charset charset = charset(raw);
    String start = new String(beginning, charset);
    PushbackInputStream whole = new PushbackInputStream(file, BEGINNING_BYTES);
    whole.unread(beginning);
    Reader text =
        charset.equals(UTF_8)
            ? new LenientUtf8Reader(whole)
            : new InputStreamReader(whole, charset);
    boolean marked = start.startsWith("\uFEFF");
    if (marked) {
      var _ = text.read();
    }
    return new ImportedText(text, reader(marked ? start.substring(1) : start));
  }

  /** The reader for this file's format. */
  EntryReader reader() {
    return reader;
  }

  /** Says that an entry is over: the next one may be as long as any again. */
  void nextEntry() {
    sinceEntry = 0;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    int count = text.read(target, offset, length);
    sinceEntry += Math.max(0, count);
    if (sinceEntry > MAX_ENTRY_LENGTH) {
      throw new EntryTooLongException(MAX_ENTRY_LENGTH);
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }

  /** As a byte order mark tells, or HTML itself; a charset unknown here counts as none. */
  private static Charset charset(String raw) {
    if (raw.startsWith("\u00fe\u00ff") || raw.startsWith("\0<")) {
      return UTF_16BE;
    }
    if (raw.startsWith("\u00ff\u00fe") || raw.startsWith("<\0")) {
      return UTF_16LE;
    }
    Matcher meta = META_CHARSET.matcher(raw);
    if (raw.startsWith("\u00ef\u00bb\u00bf")
        || !raw.stripLeading().startsWith("<")
        || !meta.find()) {
      return UTF_8;
    }
    try {
      Charset charset = Charset.forName(meta.group(1));
      // Who can read the declaration is not reading UTF-16.
      return charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32")
          ? UTF_8
          : charset;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return UTF_8;
    }
  }

  private static EntryReader reader(String start) {
    String content = start.strip();
    String lower = content.toLowerCase(Locale.ROOT);
    if (content.isEmpty()) {
      throw refused("The file is empty.");
    }
    if (lower.startsWith("<") && isBookmarks(lower)) {
      return new HtmlReader();
    }
    if (lower.startsWith("[")) {
      return new JsonArrayReader();
    }
    if (lower.startsWith("{") && (content.contains("\"url\"") || content.contains("\"href\""))) {
      return new JsonLinesReader();
    }
    return CsvReader.of(content.lines().findFirst().orElse(""))
        .orElseThrow(() -> refused("The file is of no format that can be imported."));
  }

  private static boolean isBookmarks(String html) {
    return html.contains("netscape-bookmark")
        || html.contains("<dt>")
        || html.contains("<title>pocket export")
        || html.contains("<title>instapaper");
  }

  private static InvalidInputException refused(String detail) {
    return new InvalidInputException(
        "",
        detail
            + " Can be imported: bookmark HTML (of browsers, linkding, Pinboard, Pocket, Raindrop),"
            + " CSV with a column \"url\" (of Pocket, Raindrop, Linkhold), Pinboard's JSON, and"
            + " Linkhold's JSON Lines.");
  }
}
