package linkhold.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import linkhold.domain.Patience;
import linkhold.http.HttpLimits;
import linkhold.http.HttpSettings;
import linkhold.http.TokenServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random bytes of anonymous clients: damaged chunks, headers and paths over HTTP/1, damaged frames
 * over HTTP/2. The seed is fixed. {@code -Dlinkhold.fuzz=200000} sends that many instead of a few.
 */
class RawFuzzTest {

  private static final long SEED = 20261128;
  private static final int REQUESTS = Integer.getInteger("linkhold.fuzz", 4_000);

  /** HTTP/2 needs a handshake for each connection, so each one has many frames. */
  private static final int FRAMES_PER_CONNECTION = 50;

  private static final HttpLimits LIMITS =
      HttpLimits.builder().requestsPerToken(0).failedAuthentications(0).build();

  private static final String[] PIECES = {
    "5\r\nhello\r\n",
    "0\r\n\r\n",
    "0\r\nX: y\r\n\r\n",
    "+16\r\n",
    "-1\r\n",
    "5;a=b\r\nhello\r\n",
    "ffffffffffffffff\r\n",
    "7fffffff\r\n",
    "5\r\nhelloXX",
    "5\n",
    "\r",
    "\n",
    "\r\n",
    ";",
    ":",
    " ",
    "%2e%2e/",
    "../",
    "//",
    ";x",
    "%00",
    "%",
    "?",
    "#",
    "\u0000",
    "\u00ff",
    "HTTP/1.0",
    "HTTP/2.0",
    "Host: x\r\n",
    "Content-Length: 5\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Connection: close\r\n",
    "Expect: 100-continue\r\n",
    "Upgrade: h2c\r\nHTTP2-Settings: AA\r\n",
    "TE: trailers\r\n",
    "Content-Encoding: gzip\r\n",
    "Accept-Encoding: gzip\r\n",
    " folded\r\n",
    "Cookie: a\r\n",
  };

  @TempDir private static Path directory;

  private final Random random = new Random(SEED);

  @Test
  void noBytesOverHttp1EndTheServerOrFillItsLog() throws Exception {
    try (TokenServer server = TokenServer.start(TokenServer.SETTINGS.withLimits(LIMITS));
        QuietLog log = new QuietLog()) {
      for (int i = 0; i < REQUESTS; i++) {
        byte[] request = damaged(request().getBytes(ISO_8859_1));
        String answer = exchange(server, request);
        assertTrue(
            answer.isEmpty() || answer.matches("(?s)HTTP/1\\.1 ([1-4]\\d\\d|50[15]) .*"),
            () -> new String(request, ISO_8859_1) + "\n" + answer);
      }
      assertEquals(200, server.http.get("/health/live").statusCode());
      log.assertQuiet();
    }
  }

  @Test
  void noFramesOverHttp2EndTheServerOrFillItsLog() throws Exception {
    TestCertificate certificate = TestCertificate.create(directory, "fuzz");
    SSLContext trusting = TestCertificate.trusting(certificate);
    HttpSettings settings =
        TokenServer.SETTINGS.withLimits(LIMITS).withTls(certificate.files()).withHttp2(true);
    try (TokenServer server = TokenServer.start(settings);
        QuietLog log = new QuietLog()) {
      for (int i = 0; i < REQUESTS; i += FRAMES_PER_CONNECTION) {
        try (SSLSocket socket = connect(trusting, server)) {
          socket.getOutputStream().write(frames());
          socket.shutdownOutput();
          socket.getInputStream().readAllBytes();
        } catch (SocketTimeoutException e) {
          throw new AssertionError("No end of connection " + i, e);
        } catch (IOException e) {
          // cut while it was still sending
        }
      }
      try (SSLSocket socket = connect(trusting, server)) {
        socket.getOutputStream().write(preface());
        assertTrue(socket.getInputStream().read() >= 0);
      }
      log.assertQuiet();
    }
  }

  private String request() {
    StringBuilder request = new StringBuilder(one("GET", "POST", "HEAD", "PUT", "BREW"));
    request.append(' ').append(one("/v1/links", "/links", "/v1/import", "/health/live", "*", "/"));
    for (int i = random.nextInt(3); i > 0; i--) {
      request.append(one(PIECES).strip());
    }
    request
        .append(one(" HTTP/1.1", " HTTP/1.1", " HTTP/1.1", " HTTP/1.0"))
        .append("\r\nHost: a\r\n");
    boolean chunked = random.nextBoolean();
    request.append("Content-Type: application/json\r\n");
    request.append(chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n");
    for (int i = chunked ? random.nextInt(6) : 0; i > 0; i--) {
      request.append(one(PIECES));
    }
    return request.toString();
  }

  private byte[] damaged(byte[] request) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte next : request) {
      switch (random.nextInt(200)) {
        case 0 -> {} // lost
        case 1 -> bytes.write(random.nextInt(256));
        case 2 -> bytes.writeBytes(one(PIECES).getBytes(ISO_8859_1));
        case 3 -> bytes.writeBytes(new byte[] {next, next});
        default -> bytes.write(next);
      }
    }
    if (random.nextInt(300) == 0) {
      bytes.writeBytes(one("a", "0", ";", "\u0000").repeat(100_000).getBytes(ISO_8859_1));
    }
    return bytes.toByteArray();
  }

  private byte[] frames() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(preface());
    int stream = 1;
    for (int i = 0; i < FRAMES_PER_CONNECTION; i++) {
      int type = random.nextInt(3) == 0 ? random.nextInt(11) : 1;
      byte[] payload;
      if (type == 1 && random.nextInt(4) > 0) {
        payload = new byte[] {(byte) 0x82, (byte) 0x84, (byte) 0x87, 0x41, 1, 'x'};
      } else {
        payload = new byte[random.nextInt(40)];
        random.nextBytes(payload);
      }
      int id = random.nextInt(20) == 0 ? random.nextInt() : type == 4 || type == 6 ? 0 : stream;
      int flags = random.nextInt(10) == 0 ? random.nextInt(256) : 5;
      bytes.writeBytes(frame(type, flags, id, payload));
      stream += random.nextInt(5) == 0 ? 0 : 2;
    }
    return bytes.toByteArray();
  }

  static byte[] preface() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
    bytes.writeBytes(frame(4, 0, 0, new byte[0]));
    return bytes.toByteArray();
  }

  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    int length = payload.length;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        new byte[] {
          (byte) (length >> 16),
          (byte) (length >> 8),
          (byte) length,
          (byte) type,
          (byte) flags,
          (byte) (stream >> 24),
          (byte) (stream >> 16),
          (byte) (stream >> 8),
          (byte) stream
        });
    bytes.writeBytes(payload);
    return bytes.toByteArray();
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static String exchange(TokenServer server, byte[] request) throws IOException {
    try (Socket socket = server.http.connect()) {
      socket.setSoTimeout(Patience.millis(20_000));
      try {
        socket.getOutputStream().write(request);
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      } catch (SocketTimeoutException e) {
        throw new AssertionError("No end: " + new String(request, ISO_8859_1), e);
      } catch (SocketException e) {
        return ""; // cut while it was still being sent
      }
    }
  }

  private static SSLSocket connect(SSLContext trusting, TokenServer server) throws IOException {
    return connect(trusting, server.http.connect());
  }

  /** Offers HTTP/2 and nothing else. */
  static SSLSocket connect(SSLContext trusting, Socket plain) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            trusting.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(Patience.millis(20_000));
    return socket;
  }
}
