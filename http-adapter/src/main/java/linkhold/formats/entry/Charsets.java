package linkhold.formats.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.htmlunit.cyberneko.xerces.util.StandardEncodingTranslator;
import org.jspecify.annotations.Nullable;

/** The charset that a file declares, with labels as browsers understand them (WHATWG Encoding). */
final class Charsets {

  private static final Pattern DECLARATION =
      Pattern.compile(
          "<meta[^>]*charset\\s*=\\s*[\"']?([A-Za-z0-9_.:-]+)"
              + "|^\\s*<\\?xml[^>]*encoding\\s*=\\s*[\"']([A-Za-z0-9_.:-]+)",
          Pattern.CASE_INSENSITIVE);

  /** The JDK's names of charsets that the standard calls otherwise. */
  private static final Map<String, String> NAMES_IN_THE_JDK =
      Map.of(
          "macintosh", "x-MacRoman",
          "x-mac-cyrillic", "x-MacUkraine",
          "x-mac-ukrainian", "x-MacUkraine",
          "iso-8859-8-i", "ISO-8859-8");

  /** Those that the JDK lacks. */
  private static final Map<String, Charset> NOT_IN_THE_JDK =
      Map.of(
          "iso-8859-10", SingleByteCharset.ISO_8859_10,
          "iso-8859-14", SingleByteCharset.ISO_8859_14);

  private Charsets() {}

  /** As a byte order mark says, or the text itself; UTF-8 when none that is known is declared. */
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

  private static Charset ofLabel(String label) {
    String name = nameOf(label.toLowerCase(Locale.ROOT));
    Charset own = name == null ? null : NOT_IN_THE_JDK.get(name.toLowerCase(Locale.ROOT));
    if (own != null) {
      return own;
    }
    try {
      Charset charset = name == null ? UTF_8 : Charset.forName(name);
      // Text whose declaration can be read is not in UTF-16.
      return charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32")
          ? UTF_8
          : charset;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return UTF_8;
    }
  }

  private static @Nullable String nameOf(String label) {
    String name = StandardEncodingTranslator.INSTANCE.encodingNameFromLabel(label);
    return name == null ? null : NAMES_IN_THE_JDK.getOrDefault(name, name);
  }
}
