package linkhold.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import javax.net.ssl.SSLSocket;
import linkhold.domain.Patience;
import linkhold.http.HttpLimits;
import linkhold.http.TokenServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that never send a request. */
class TlsLimitsTest {

  private static final HttpLimits QUICK =
      HttpLimits.builder()
          .idleTimeout(Duration.ofMillis(500))
          .requestTimeout(Duration.ofMillis(400))
          .build();

  /** The beginning of a record of 512 bytes that holds a ClientHello (RFC 8446, 5.1). */
  private static final String HELLO = "1603010200";

  /** The beginning of one of 16 KiB, which at a byte each 50 ms would take 14 minutes. */
  private static final String LONG_HELLO = "1603014000";

  @TempDir private static Path directory;
  private static TestCertificate certificate;

  @BeforeAll
  static void create() throws Exception {
    certificate = TestCertificate.create(directory, "server");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", HELLO, HELLO + "0100"})
  void whoDoesNotGoOnWithTheHandshakeIsCutOff(String beginning) throws IOException {
    try (TokenServer server = server(QUICK);
        Socket client = connect(server)) {
      client.getOutputStream().write(HexFormat.of().parseHex(beginning));
      assertEnds(client);
    }
  }

  @Test
  void whoSendsTheHandshakeByteByByteIsCutOff() throws Exception {
    try (TokenServer server = server(QUICK);
        Socket client = connect(server)) {
      client.getOutputStream().write(HexFormat.of().parseHex(LONG_HELLO));
      client.setSoTimeout(50);
      boolean cut = false;
      while (!cut) {
        try {
          client.getOutputStream().write(1);
          cut = client.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
          // still open
        } catch (SocketException e) {
          cut = true;
        }
      }
    }
  }

  @Test
  void aClientThatSendsNothingAfterTheHandshakeIsCutOff() throws Exception {
    // Long enough for a handshake on a busy machine.
    HttpLimits limits = HttpLimits.builder().idleTimeout(Duration.ofSeconds(3)).build();
    try (TokenServer server = server(limits);
        Socket plain = connect(server);
        SSLSocket client = handshaken(plain)) {
      assertEnds(client);
    }
  }

  @Test
  void theServerEndsWithoutWaitingForThem() throws Exception {
    HttpLimits patient =
        HttpLimits.builder()
            .idleTimeout(Duration.ofMinutes(10))
            .drainTimeout(Duration.ofMinutes(10))
            .build();
    TokenServer server = server(patient);
    try (server;
        Socket silent = connect(server);
        Socket plain = connect(server);
        SSLSocket client = handshaken(plain)) {
      server.close();
      assertEnds(client);
      assertEnds(silent);
    }
  }

  private static TokenServer server(HttpLimits limits) {
    return TokenServer.start(
        TokenServer.SETTINGS.withTls(certificate.files()).withHttp2(true).withLimits(limits));
  }

  private static Socket connect(TokenServer server) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), server.http.api.port());
    client.setSoTimeout(Patience.millis(20_000));
    return client;
  }

  private static SSLSocket handshaken(Socket plain) throws IOException {
    SSLSocket client =
        (SSLSocket)
            TestCertificate.trusting(certificate)
                .getSocketFactory()
                .createSocket(plain, "localhost", plain.getPort(), true);
    client.startHandshake();
    return client;
  }

  private static void assertEnds(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    try {
      assertEquals(-1, in.read());
    } catch (SocketTimeoutException e) {
      throw new AssertionError("still open", e);
    } catch (IOException e) {
      assertTrue(e instanceof SocketException, e::toString);
    }
  }
}
