package linkhold.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request line in absolute form, with a whole URL, as clients send it to a proxy and as every
 * server has to accept it (RFC 9112, 3.2.2). Helidon reads only those with a path.
 */
final class AbsoluteTarget {

  private static final String NEW_LINE = "\r\n";

  /** Without user information and without a fragment, which such a URL must not have. */
  private static final Pattern LINE =
      Pattern.compile(
          "(\\S+ )https?://([^/?#@\\s]+)((?:[/?][^#\\s]*)?)( \\S+)", Pattern.CASE_INSENSITIVE);

  private static final Pattern HOST =
      Pattern.compile("\r\nHost:[^\r\n]*", Pattern.CASE_INSENSITIVE);

  private AbsoluteTarget() {}

  /** Whether the target of the request line that ends at {@code lineEnd} is not a path. */
  static boolean isIn(byte[] head, int lineEnd) {
    int space = 0;
    while (space < lineEnd && head[space] != ' ') {
      space++;
    }
    return space + 1 < lineEnd && Character.isLetter(head[space + 1]);
  }

  /**
   * The same request with the path alone, and with the URL's host in {@code Host}, since the URL
   * takes precedence. A request without {@code Host}, or with two, stays malformed.
   *
   * @param bytes a whole head and what follows it
   * @param end where the head ends
   * @throws RequestException when the target is not an HTTP URL
   */
  static byte[] toPath(byte[] bytes, int end) {
    String head = new String(bytes, 0, end, ISO_8859_1);
    int lineEnd = head.indexOf(NEW_LINE);
    Matcher line = LINE.matcher(head).region(0, lineEnd);
    if (!line.matches()) {
      throw RequestException.builder()
          .type(EventType.BAD_REQUEST)
          .setKeepAlive(false)
          .message("The target of a request is a path, or a URL without user and fragment")
          .build();
    }
    String path = line.group(3);
    if (!path.startsWith("/")) {
      boolean isOfServer = path.isEmpty() && line.group(1).equals("OPTIONS ");
      path = isOfServer ? "*" : "/" + path;
    }
    String headers = withHost(head.substring(lineEnd), line.group(2));
    byte[] first = (line.group(1) + path + line.group(4) + headers).getBytes(ISO_8859_1);
    byte[] all = new byte[first.length + bytes.length - end];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(bytes, end, all, first.length, bytes.length - end);
    return all;
  }

  private static String withHost(String headers, String host) {
    return HOST.matcher(headers).replaceFirst(NEW_LINE + "Host: " + Matcher.quoteReplacement(host));
  }
}
