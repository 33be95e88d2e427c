package linkhold.formats.html;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import org.htmlunit.cyberneko.HTMLNamedEntitiesParser;

/** Character references of HTML. */
final class Characters {

  private static final HTMLNamedEntitiesParser NAMES = HTMLNamedEntitiesParser.get();
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  /** The longest name of a character reference. */
  private static final int MAX_NAME = 40;

  private Characters() {}

  /**
   * {@code text} with its character references replaced; what is not one stays.
   *
   * @param attribute whether it is an attribute's value, in which a name without a semicolon before
   *     a letter, a digit or {@code =} is text, as in {@code ?a=1&copy=2}
   */
  static String decoded(String text, boolean attribute) {
    int at = text.indexOf('&');
    if (at < 0) {
      return text;
    }
    StringBuilder result = new StringBuilder(text.length());
    int from = 0;
    while (at >= 0) {
      result.append(text, from, at);
      from =
          text.startsWith("#", at + 1)
              ? number(text, at, result)
              : name(text, at, attribute, result);
      at = text.indexOf('&', from);
    }
    return result.append(text, from, text.length()).toString();
  }

  /** Appends what the reference at {@code at} means; returns where it ends. */
  private static int name(String text, int at, boolean attribute, StringBuilder result) {
    int end = at + 1;
    int limit = Math.min(text.length(), at + MAX_NAME);
    while (end < limit && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    if (end < text.length() && text.charAt(end) == ';') {
      end++;
    }
    HTMLNamedEntitiesParser.State state = NAMES.lookup(text.substring(at + 1, end));
    if (state == null || !state.isMatch_ || state.resolvedValue_ == null) {
      result.append('&');
      return at + 1;
    }
    int after = at + 1 + state.entityOrFragment_.length();
    if (attribute && !state.endsWithSemicolon_ && after < text.length()) {
      char next = text.charAt(after);
      if (next == '=' || Character.isLetterOrDigit(next)) {
        result.append('&');
        return at + 1;
      }
    }
    result.append(state.resolvedValue_);
    return after;
  }

  private static int number(String text, int at, StringBuilder result) {
    int from = at + 2;
    boolean hexadecimal = from < text.length() && (text.charAt(from) | 0x20) == 'x';
    int radix = hexadecimal ? 16 : 10;
    int end = hexadecimal ? ++from : from;
    int number = 0;
    while (end < text.length() && Character.digit(text.charAt(end), radix) >= 0) {
      number =
          Math.min(
              number * radix + Character.digit(text.charAt(end), radix),
              Character.MAX_CODE_POINT + 1);
      end++;
    }
    if (end == from) {
      result.append('&');
      return at + 1;
    }
    boolean valid =
        number > 0
            && number <= Character.MAX_CODE_POINT
            && !(number >= Character.MIN_SURROGATE && number <= Character.MAX_SURROGATE);
    if (number >= 0x80 && number <= 0x9f) {
      byte[] one = {(byte) number};
      result.append(WINDOWS_1252.decode(ByteBuffer.wrap(one)));
    } else {
      result.appendCodePoint(valid ? number : 0xFFFD);
    }
    return end < text.length() && text.charAt(end) == ';' ? end + 1 : end;
  }
}
