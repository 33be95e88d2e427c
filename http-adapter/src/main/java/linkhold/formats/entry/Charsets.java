package linkhold.formats.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import linkhold.net.WebCharset;

/** The charset that a file declares, with labels as browsers understand them (WHATWG Encoding). */
final class Charsets {

  private static final Pattern DECLARATION =
      Pattern.compile(
          "<meta[^>]*charset\\s*=\\s*[\"']?([A-Za-z0-9_.:-]+)"
              + "|^\\s*<\\?xml[^>]*encoding\\s*=\\s*[\"']([A-Za-z0-9_.:-]+)",
          Pattern.CASE_INSENSITIVE);

  private Charsets() {}

  /**
   * The charset of a byte order mark, or the one that the text declares; UTF-8 when it declares no
   * known one.
   */
  static Charset of(byte[] beginning) {
    String raw = new String(beginning, ISO_8859_1);
    if (raw.startsWith("\u00fe\u00ff") || raw.startsWith("\0<")) {
      return UTF_16BE;
    }
    if (raw.startsWith("\u00ff\u00fe") || raw.startsWith("<\0")) {
      return UTF_16LE;
    }
    Matcher declaration = DECLARATION.matcher(raw);
    if (raw.startsWith("\u00ef\u00bb\u00bf")
        || !raw.stripLeading().startsWith("<")
        || !declaration.find()) {
      return UTF_8;
    }
    String html = declaration.group(1);
    return ofLabel(html == null ? declaration.group(2) : html);
  }

  /**
   * UTF-8 for an unknown label, and for UTF-16, in which the declaration would not have been
   * readable.
   */
  private static Charset ofLabel(String label) {
    Charset charset = WebCharset.ofLabel(label);
    return charset == null
            || charset.name().startsWith("UTF-16")
            || charset.name().startsWith("UTF-32")
        ? UTF_8
        : charset;
  }
}
