package linkhold.http.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * Text within URLs (RFC 3986, 2.1). Paths and queries are decoded here rather than by Helidon,
 * which takes a plus sign in a path for a space, passes over malformed escapes, and replaces bytes
 * that are not UTF-8 ({@code PercentEncodingTest}).
 */
public final class PercentEncoding {

  private PercentEncoding() {}

  /** {@code text} with every character escaped that has a meaning in a path or query. */
  public static String encode(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /** The text of a part of a path; null when it has malformed escapes or is not UTF-8. */
  public static @Nullable String decode(String encoded) {
    int length = encoded.length();
    ByteBuffer bytes = ByteBuffer.allocate(length);
    for (int i = 0; i < length; i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        int value = i + 2 < length ? hex(encoded, i + 1) : -1;
        if (value < 0) {
          return null;
        }
        bytes.put((byte) value);
        i += 2;
      } else {
        bytes.put((byte) c); // in ASCII: Helidon refuses other request lines
      }
    }
    try {
      return UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** The same of a query, where a plus sign is a space. */
  public static @Nullable String decodeQuery(String encoded) {
    return decode(encoded.replace('+', ' '));
  }

  private static int hex(String text, int at) {
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
