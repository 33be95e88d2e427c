package linkhold.net;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import org.htmlunit.cyberneko.xerces.util.StandardEncodingTranslator;
import org.jspecify.annotations.Nullable;

/** Charsets by the labels that browsers understand (WHATWG Encoding). */
public final class WebCharset {

  /** The JDK's names of charsets that have other names in the standard. */
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

  private WebCharset() {}

  /** The charset of a label, in any case; null when browsers or the JDK know none. */
  public static @Nullable Charset ofLabel(String label) {
    String name =
        StandardEncodingTranslator.INSTANCE.encodingNameFromLabel(label.toLowerCase(Locale.ROOT));
    if (name == null) {
      return null;
    }
    Charset own = NOT_IN_THE_JDK.get(name.toLowerCase(Locale.ROOT));
    if (own != null) {
      return own;
    }
    try {
      return Charset.forName(NAMES_IN_THE_JDK.getOrDefault(name, name));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return null;
    }
  }
}
