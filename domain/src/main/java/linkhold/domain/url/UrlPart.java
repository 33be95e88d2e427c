package linkhold.domain.url;

import java.nio.charset.StandardCharsets;

/** A part of a URL, which decides the characters that stand for themselves there (RFC 3986, 3). */
enum UrlPart {
  /** Browsers escape the semicolon and the equals sign there. */
  USERINFO("!$&'()*+,:"),
  /** An authority whose inner form only its scheme knows. */
  AUTHORITY("!$&'()*+,;=:@[]"),
  PATH("!$&'()*+,;=:@/"),
  QUERY("!$&'()*+,;=:@/?"),
  /** The query of a special scheme; browsers escape the apostrophe there. */
  SPECIAL_QUERY("!$&()*+,;=:@/?"),
  /** Browsers leave a second {@code #} as it is. */
  FRAGMENT("!$&'()*+,;=:@/?#"),
  /** All that follows a scheme whose URLs have no hierarchy. */
  OPAQUE("!$&'()*+,;=:@/?#");

  private static final String HEX = "0123456789ABCDEF";

  /** One bit for each ASCII character that stands for itself: 0 to 63, and 64 to 127. */
  private final long plainLow;

  private final long plainHigh;

  UrlPart(String reserved) {
    long low = 0;
    long high = 0;
    for (int c = 0; c < 0x80; c++) {
      if (isUnreserved(c) || reserved.indexOf(c) >= 0) {
        low |= c < 64 ? 1L << c : 0;
        high |= c < 64 ? 0 : 1L << (c - 64);
      }
    }
    plainLow = low;
    plainHigh = high;
  }

  /** How many characters at the start of the text stand for themselves. */
  private int plainLength(String text) {
    int length = 0;
    while (length < text.length() && isPlain(text.charAt(length))) {
      length++;
    }
    return length;
  }

  /**
   * Normalises the text: escapes in upper case, unreserved characters bare (RFC 3986, 6.2.2), and
   * every other character that does not stand for itself escaped as UTF-8; a percent sign that
   * begins no escape is one of them. Doing so twice changes nothing.
   */
  String normalise(String text) {
    int start = plainLength(text);
    if (start == text.length()) {
      return text;
    }
    var out = new StringBuilder(text.length() + 32).append(text, 0, start);
    int i = start;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      int escaped = escapedByte(text, i);
      if (escaped >= 0) {
        if (isUnreserved(escaped)) {
          out.append((char) escaped);
        } else {
          appendEscape(out, escaped);
        }
        i += 3;
      } else {
        if (isPlain(c)) {
          out.append((char) c);
        } else {
          appendEscaped(out, c);
        }
        i += Character.charCount(c);
      }
    }
    return out.toString();
  }

  /**
   * Escapes what neither stands for itself nor is an escape, and leaves all else as it is. The
   * normal spelling of the result is that of the text.
   */
  String escape(String text) {
    int start = plainLength(text);
    if (start == text.length()) {
      return text;
    }
    var out = new StringBuilder(text.length() + 32).append(text, 0, start);
    int c;
    for (int i = start; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (isPlain(c) || escapedByte(text, i) >= 0) {
        out.append((char) c);
      } else {
        appendEscaped(out, c);
      }
    }
    return out.toString();
  }

  /** The byte that the escape at the index stands for, or -1 when there is no escape. */
  static int escapedByte(String text, int index) {
    if (text.charAt(index) != '%' || index + 2 >= text.length()) {
      return -1;
    }
    int high = hexDigit(text.charAt(index + 1));
    int low = hexDigit(text.charAt(index + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private boolean isPlain(int c) {
    return c < 0x80 && ((c < 64 ? plainLow : plainHigh) >> (c & 63) & 1) != 0;
  }

  private static boolean isUnreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  private static void appendEscaped(StringBuilder out, int c) {
    for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
      appendEscape(out, b & 0xFF);
    }
  }

  private static void appendEscape(StringBuilder out, int octet) {
    out.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 0xF));
  }
}
