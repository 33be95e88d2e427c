package linkhold.formats.entry;

import java.util.List;
import java.util.Locale;

/**
 * The first characters of a file, by which its format is recognised.
 *
 * @param text without a byte order mark and white space at its start
 * @param whole whether the file has no more than this
 */
public record Beginning(String text, boolean whole) {

  /** Drops white space at the start. */
  public Beginning {
    text = text.stripLeading();
  }

  /** The text in lower case. */
  public String lowerCase() {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The lines; the last one may be cut off. */
  public List<String> lines() {
    return text.lines().toList();
  }
}
