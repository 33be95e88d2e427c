package linkhold.domain;

import java.text.Normalizer;
import java.util.Locale;

/**
 * A word that people sort their links by. Two tags are the same when their {@link #key} is; the
 * name is what people see.
 *
 * @param name as written, trimmed, each run of inner white space replaced by one {@code -}; 1 to
 *     {@value #MAX_LENGTH} code points
 */
public record Tag(String name) {

  /** The longest name, in code points. */
  public static final int MAX_LENGTH = 64;

  /** How many tags one link may have. */
  public static final int MAX_PER_LINK = 64;

  /**
   * Normalises {@code name}.
   *
   * @throws InvalidInputException at {@code ""} when nothing is left of it or it is too long
   */
  public Tag {
    name = Text.require("", hyphenated(name), MAX_LENGTH);
    if (name.isEmpty()) {
      throw new InvalidInputException("", "A tag needs at least one character.");
    }
  }

  /** What decides whether two tags are the same: the name without case, in composed form (NFC). */
  public String key() {
    return Normalizer.normalize(
        name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }

  /** Whether {@code other} is the same tag, however it is spelled. */
  public boolean isSameAs(Tag other) {
    return key().equals(other.key());
  }

  /** {@code text} as a name is written: trimmed, with hyphens for white space; maybe empty. */
  public static String hyphenated(String text) {
    StringBuilder result = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        gap = !result.isEmpty();
      } else {
        if (gap) {
          result.append('-');
          gap = false;
        }
        result.append(c);
      }
    }
    return result.toString();
  }
}
