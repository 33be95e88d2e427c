package linkhold.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLSocket;
import linkhold.domain.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {

  private static final Duration INTERVAL = Duration.ofMillis(20);

  @TempDir private Path directory;
  private TestCertificate first;
  private TestCertificate second;
  private Certificates certificates;
  private WebServer server;

  @BeforeEach
  void start() throws Exception {
    first = TestCertificate.create(directory, "first");
    second = TestCertificate.create(directory, "second");
    certificates = new Certificates(first.files(), INTERVAL);
    server =
        WebServer.builder()
            .host("127.0.0.1")
            .tls(certificates.tls())
            .routing(routing -> routing.any((_, response) -> response.status(Status.OK_200).send()))
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.stop();
    certificates.close();
  }

  @Test
  void aRenewedCertificateIsUsedWithoutARestart() throws Exception {
    assertEquals(first.certificate(), shown());
    try (SSLSocket open = connect()) {
      open.startHandshake();
      replace(second.files().certificateChain(), first.files().certificateChain());
      replace(second.files().privateKey(), first.files().privateKey());
      awaitShown(second.certificate());
      open.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
      assertEquals('H', open.getInputStream().read()); // what was open goes on
    }
  }

  @Test
  void filesThatCannotBeUsedLeaveTheCertificateAsItWas() throws Exception {
    for (byte[] broken :
        new byte[][] {
          "nonsense".getBytes(US_ASCII),
          {},
          Files.readAllBytes(second.files().certificateChain()) // whose key is another one
        }) {
      awaitWarning(() -> Files.write(first.files().certificateChain(), broken));
      assertEquals(first.certificate(), shown());
    }
    awaitWarning(() -> Files.delete(first.files().certificateChain()));
    assertEquals(first.certificate(), shown());
    replace(second.files().privateKey(), first.files().privateKey());
    replace(second.files().certificateChain(), first.files().certificateChain());
    awaitShown(second.certificate());
  }

  @Test
  void aCertificateWithAnothersKeyStopsTheStart() {
    TlsFiles mixed = new TlsFiles(first.files().certificateChain(), second.files().privateKey());
    var refused =
        assertThrows(IllegalArgumentException.class, () -> new Certificates(mixed, INTERVAL));
    assertTrue(String.valueOf(refused.getMessage()).contains("the key is not the certificate's"));
  }

  private void awaitShown(Certificate expected) {
    Patience.await("the certificate", () -> shown().equals(expected));
  }

  /** Does what makes the server warn, and waits for the warning. */
  private static void awaitWarning(Change change) throws Exception {
    CountDownLatch warned = new CountDownLatch(1);
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            warned.countDown();
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger(Certificates.class.getName());
    log.addHandler(handler);
    try {
      change.make();
      assertTrue(warned.await(Patience.seconds(20), TimeUnit.SECONDS));
    } finally {
      log.removeHandler(handler);
    }
  }

  private static void replace(Path from, Path to) throws IOException {
    Path beside = Files.copy(from, to.resolveSibling("new.pem"));
    Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private Certificate shown() throws Exception {
    try (SSLSocket socket = connect()) {
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  private SSLSocket connect() throws IOException {
    return (SSLSocket)
        TestCertificate.trusting(first, second)
            .getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), server.port());
  }

  /** Changes the files. */
  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }
}
