package linkhold.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import linkhold.http.HttpLimits;
import linkhold.http.TokenServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Anonymous clients that begin requests and disconnect. {@code -Dlinkhold.resets=3000} makes that
 * many connections of each kind instead of a few.
 */
class AnonymousClientsTest {

  private static final int RESETS = Integer.getInteger("linkhold.resets", 40);

  private static final HttpLimits LIMITS =
      HttpLimits.builder().requestsPerToken(0).failedAuthentications(0).build();

  private static final String POST =
      "POST /v1/links HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";

  /** The last ones have answers that do not fit into a socket's buffers. */
  private static final String[] BEGINNINGS = {
    "",
    "GET /hea",
    "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /v1/links HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer lh_wrong\r\n\r\n",
    "GET /nowhere HTTP/1.0\r\n\r\n",
    "GET /v1/events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n",
    "nonsense\r\n\r\n",
    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000",
    POST + "Content-Length: 1000\r\n\r\n{\"url\":",
    POST + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"",
    POST + "Transfer-Encoding: chunked\r\n\r\n5;",
    POST + "Expect: 100-continue\r\nContent-Length: 10\r\n\r\n",
    "GET /docs HTTP/1.1\r\nHost: a\r\n\r\n".repeat(200),
    "GET /openapi HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n".repeat(200),
    "GET /openapi HTTP/1.0\r\n\r\n",
  };

  @TempDir private static Path directory;

  @Test
  void connectionsThatAreResetLeaveTheLogQuiet() throws Exception {
    try (TokenServer server = TokenServer.start(TokenServer.SETTINGS.withLimits(LIMITS));
        QuietLog log = new QuietLog()) {
      for (int i = 0; i < RESETS; i++) {
        for (String beginning : BEGINNINGS) {
          try (Socket socket = server.http.connect()) {
            socket.setSoLinger(true, 0); // so that closing resets it
            send(socket, beginning.getBytes(ISO_8859_1));
            readSome(socket, i, beginning);
          }
        }
      }
      assertEquals(200, server.http.get("/health/live").statusCode());
      log.assertQuiet();
    }
  }

  @Test
  void connectionsOfTlsThatAreResetLeaveTheLogQuiet() throws Exception {
    TestCertificate certificate = TestCertificate.create(directory, "resets");
    SSLContext trusting = TestCertificate.trusting(certificate);
    try (TokenServer server =
            TokenServer.start(
                TokenServer.SETTINGS
                    .withLimits(LIMITS)
                    .withTls(certificate.files())
                    .withHttp2(true));
        QuietLog log = new QuietLog()) {
      int port = server.http.api.port();
      for (int i = 0; i < RESETS; i++) {
        try (Socket plain = server.http.connect()) {
          plain.setSoLinger(true, 0);
          send(plain, BEGINNINGS[i % BEGINNINGS.length].getBytes(ISO_8859_1));
        }
        try (Socket plain = server.http.connect();
            SSLSocket socket = RawFuzzTest.connect(trusting, plain)) {
          plain.setSoLinger(true, 0);
          send(socket, streamsThatAreReset());
          readSome(socket, i, "frames");
        }
      }
      URI live = URI.create("https://127.0.0.1:" + port + "/health/live");
      try (HttpClient client =
          HttpClient.newBuilder().version(Version.HTTP_2).sslContext(trusting).build()) {
        HttpResponse<String> response =
            client.send(HttpRequest.newBuilder(live).build(), BodyHandlers.ofString());
        assertEquals(Version.HTTP_2, response.version());
        assertEquals(200, response.statusCode());
      }
      log.assertQuiet();
    }
  }

  /** Each request is cancelled as soon as it is sent. */
  private static byte[] streamsThatAreReset() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(RawFuzzTest.preface());
    for (int stream = 1; stream < 200; stream += 2) {
      bytes.writeBytes(
          RawFuzzTest.frame(
              1, 5, stream, new byte[] {(byte) 0x82, (byte) 0x84, (byte) 0x87, 0x41, 1, 'x'}));
      bytes.writeBytes(RawFuzzTest.frame(3, 0, stream, new byte[] {0, 0, 0, 8}));
    }
    return bytes.toByteArray();
  }

  private static void send(Socket socket, byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException e) {
      // the server was quicker
    }
  }

  /** Every other time the answer has begun when the connection is reset. */
  private static void readSome(Socket socket, int turn, String beginning) throws IOException {
    boolean isWhole = beginning.endsWith("\r\n\r\n") && !beginning.startsWith("POST");
    if (turn % 2 == 0 || !isWhole && !beginning.equals("frames")) {
      return;
    }
    try {
      assertTrue(socket.getInputStream().read() >= -1);
    } catch (SocketException e) {
      // the server was quicker
    }
  }
}
