package linkhold.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A minimal HTTP connection to a server on this machine, so that the client takes little of the
 * measured time.
 */
final class HttpConnection implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[64 * 1024];
  private final StringBuilder line = new StringBuilder();

  HttpConnection(int port) throws IOException {
    socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    out = socket.getOutputStream();
  }

  /** An answer: its status, its entity tag or null, and its body, empty when it is not kept. */
  record Answer(int status, @Nullable String entityTag, String body) {
    /** Whether it is a success. */
    boolean isGood() {
      return status >= 200 && status < 300 || status == 304;
    }
  }

  /** Sends a request, reads the answer, and discards its body. */
  Answer call(byte[] request) throws IOException {
    out.write(request);
    return answer(null);
  }

  /** Sends a request and reads the answer with its body. */
  Answer fetch(byte[] request) throws IOException {
    out.write(request);
    return answer(new ByteArrayOutputStream());
  }

  /** Sends a request whose answer does not end, and reads its status and headers. */
  int open(byte[] request) throws IOException {
    out.write(request);
    int status = status();
    while (!readLine().isEmpty()) {
      // a header
    }
    return status;
  }

  private Answer answer(@Nullable ByteArrayOutputStream body) throws IOException {
    int status = status();
    long length = 0;
    boolean chunked = false;
    String entityTag = null;
    for (String header = readLine(); !header.isEmpty(); header = readLine()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.contains("chunked");
      } else if (lower.startsWith("etag:")) {
        entityTag = header.substring(5).strip();
      }
    }
    if (status == 304) {
      length = 0;
    }
    if (chunked) {
      long size;
      do {
        size = Long.parseLong(readLine().strip(), 16);
        skip(size, body);
        readLine();
      } while (size > 0);
    } else {
      skip(length, body);
    }
    return new Answer(status, entityTag, body == null ? "" : body.toString(UTF_8));
  }

  private int status() throws IOException {
    String line = readLine();
    if (!line.startsWith("HTTP/1.1 ")) {
      throw new IOException("No HTTP answer: " + line);
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private void skip(long length, @Nullable ByteArrayOutputStream body) throws IOException {
    long left = length;
    while (left > 0) {
      int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (count < 0) {
        throw new EOFException("The answer ended too early");
      }
      if (body != null) {
        body.write(buffer, 0, count);
      }
      left -= count;
    }
  }

  private String readLine() throws IOException {
    line.setLength(0);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new SocketException("The server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** The bytes of a {@code GET} with more headers. */
  static byte[] get(String path, String token, String... headers) {
    StringBuilder text = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\n");
    text.append("Host: 127.0.0.1\r\nAuthorization: Bearer ").append(token).append("\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  /** The bytes of a request with a JSON body. */
  static byte[] json(String method, String path, String token, String body) {
    return send(method, path, token, "application/json", body);
  }

  /** The bytes of a request with a body of another type. */
  static byte[] send(String method, String path, String token, String type, String body) {
    byte[] content = body.getBytes(UTF_8);
    String head =
        """
        %s %s HTTP/1.1\r
        Host: 127.0.0.1\r
        Authorization: Bearer %s\r
        Content-Type: %s\r
        Content-Length: %d\r
        \r
        """
            .formatted(method, path, token, type, content.length);
    var request = new ByteArrayOutputStream(head.length() + content.length);
    request.writeBytes(head.getBytes(ISO_8859_1));
    request.writeBytes(content);
    return request.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
