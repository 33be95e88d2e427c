package linkhold.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Converts a request of HTTP/1.0 to HTTP/1.1, the only version that Helidon reads. The connection
 * is closed after the response, even if the client asked to keep it, which it must not rely on (RFC
 * 9112, appendix C.2.2).
 *
 * @param host the value for a request without {@code Host}
 */
record Http10Request(Supplier<String> host) {

  private static final byte[] VERSION = " HTTP/1.0".getBytes(ISO_8859_1);
  private static final String NEW_LINE = "\r\n";

  /** Headers that only HTTP/1.1 has, or that are about the connection. */
  private static final Set<String> DROPPED =
      Set.of("connection", "keep-alive", "proxy-connection", "expect", "te", "upgrade");

  /** Whether the request line that ends at {@code lineEnd} of {@code head} is of HTTP/1.0. */
  static boolean is(byte[] head, int lineEnd) {
    int at = lineEnd - VERSION.length;
    for (int i = 0; i < VERSION.length; i++) {
      if (at < 0 || head[at + i] != VERSION[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The bytes in the form of HTTP/1.1.
   *
   * @param bytes a whole head and what follows it
   * @param end where the head ends
   * @throws RequestException when its body is chunked, which HTTP/1.0 does not have
   */
  byte[] upgrade(byte[] bytes, int end) {
    // two empty ones at the end
    String[] lines = new String(bytes, 0, end, ISO_8859_1).split(NEW_LINE, -1);
    StringBuilder head = new StringBuilder(end + 64);
    head.append(lines[0], 0, lines[0].length() - 1).append('1').append(NEW_LINE);
    boolean hasHost = false;
    for (int i = 1; i < lines.length - 2; i++) {
      String name = name(lines[i]);
      if (name.equals("transfer-encoding")) {
        throw RequestException.builder()
            .type(EventType.BAD_REQUEST)
            .setKeepAlive(false)
            .message("HTTP/1.0 has no Transfer-Encoding")
            .build();
      }
      hasHost |= name.equals("host");
      if (!DROPPED.contains(name)) {
        head.append(lines[i]).append(NEW_LINE);
      }
    }
    if (!hasHost) {
      head.append("Host: ").append(host.get()).append(NEW_LINE);
    }
    head.append("Connection: close").append(NEW_LINE).append(NEW_LINE);
    byte[] first = head.toString().getBytes(ISO_8859_1);
    byte[] all = new byte[first.length + bytes.length - end];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(bytes, end, all, first.length, bytes.length - end);
    return all;
  }

  private static String name(String line) {
    int colon = line.indexOf(':');
    return colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
  }
}
