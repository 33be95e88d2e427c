package linkhold.domain;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A word that people sort their links by. Two tags are the same when their {@link #key} is; the
 * name is what people see.
 *
 * @param name as written, trimmed, without the {@code #} that people put before it and without
 *     marks of no width, each run of inner white space replaced by one {@code -}; 1 to {@value
 *     #MAX_LENGTH} code points
 */
public record Tag(String name) {

  /** The longest name, in code points. */
  public static final int MAX_LENGTH = 64;

  private static final Pattern VARIATION = Pattern.compile("[\\uFE00-\\uFE0F]");

  /** How many tags one link may have. */
  public static final int MAX_PER_LINK = 64;

  /**
   * Normalises {@code name}.
   *
   * @throws InvalidInputException at {@code ""} when nothing is left of it or it is too long
   */
  public Tag {
    if (!isPlain(name)) {
      name = Text.require("", withoutSign(hyphenated(name)), MAX_LENGTH);
      if (VARIATION.matcher(name).replaceAll("").isEmpty()) {
        throw new InvalidInputException("", "A tag needs at least one character.");
      }
    }
  }

  /** Whether {@code text} is a name as it is; a fast check for the most frequent names. */
  private static boolean isPlain(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH || text.charAt(0) == '#') {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  /**
   * Two tags with the same key are the same: the name without case and without what only says how a
   * character is drawn (as text or as emoji), in composed form (NFC).
   */
  public String key() {
    if (isPlain(name)) {
      return name.toLowerCase(Locale.ROOT);
    }
    return Normalizer.normalize(
        VARIATION.matcher(name).replaceAll("").toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT),
        Normalizer.Form.NFC);
  }

  /** Whether it is never visible; joiners are, in emoji and in words of some scripts. */
  private static boolean isUnseen(char c) {
    return Character.getType(c) == Character.FORMAT && c != '\u200C' && c != '\u200D';
  }

  /** Whether {@code other} is the same tag, however it is spelled. */
  public boolean isSameAs(Tag other) {
    return key().equals(other.key());
  }

  /** Without leading number signs, unless nothing is left or the sign is part of a keycap. */
  private static String withoutSign(String text) {
    int start = 0;
    while (start < text.length() && (text.charAt(start) == '#' || text.charAt(start) == '＃')) {
      start++;
    }
    boolean keycap =
        start > 0 && start < text.length() && "\uFE0F\u20E3".indexOf(text.charAt(start)) >= 0;
    String rest = text.substring(keycap ? start - 1 : start);
    return rest.isEmpty() ? text : hyphenated(rest);
  }

  /**
   * {@code text} as a name is written: trimmed, with hyphens for white space and without marks of
   * no width; maybe empty.
   */
  public static String hyphenated(String text) {
    StringBuilder result = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        gap = !result.isEmpty();
      } else if (!isUnseen(c)) {
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
