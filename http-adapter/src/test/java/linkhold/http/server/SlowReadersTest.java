package linkhold.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import linkhold.domain.Patience;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.FakeLinkStore;
import linkhold.http.HttpLimits;
import linkhold.http.HttpSettings;
import linkhold.http.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SlowReadersTest {

  private static final Duration TIMEOUT = Patience.of(Duration.ofMillis(400));
  private static final String URL = "https://a.example/" + "a".repeat(1000);
  private static final byte[] GET =
      "GET /links HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);

  @TempDir private static Path directory;

  /** Counts down when the answer has ended, one way or the other. */
  private final CountDownLatch ended = new CountDownLatch(1);

  private final CountDownLatch never = new CountDownLatch(1);

  @Test
  void aClientThatStopsReadingIsCutOff() throws Exception {
    try (TestServer server = server(this::endless);
        Socket client = connect(server)) {
      client.getOutputStream().write(GET);
      assertEquals('H', client.getInputStream().read());
      assertTrue(ended.await(Patience.seconds(20), TimeUnit.SECONDS));
    }
  }

  @Test
  void aClientThatReadsByteByByteIsCutOff() throws Exception {
    try (TestServer server = server(this::endless);
        Socket client = connect(server)) {
      client.getOutputStream().write(GET);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.seconds(20));
      while (!ended.await(20, TimeUnit.MILLISECONDS) && System.nanoTime() < end) {
        assertTrue(client.getInputStream().read() >= 0);
      }
      assertEquals(0, ended.getCount());
    }
  }

  @Test
  void aClientThatSendsRequestsAndReadsNoAnswerIsCutOff() throws Exception {
    try (TestServer server = TestServer.start(settings(), new InMemoryStore(Clock.systemUTC()));
        Socket client = connect(server)) {
      byte[] requests =
          "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000).getBytes(US_ASCII);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.seconds(20));
      boolean cut = false;
      while (!cut && System.nanoTime() < end) {
        try {
          client.getOutputStream().write(requests);
        } catch (IOException e) {
          cut = true;
        }
      }
      assertTrue(cut);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aClientOfTlsThatStopsReadingIsCutOff(Version version) throws Exception {
    TestCertificate certificate = TestCertificate.create(directory, version.name());
    HttpSettings settings = settings().withTls(certificate.files()).withHttp2(true);
    try (TestServer server = server(settings, this::endless);
        HttpClient client =
            HttpClient.newBuilder()
                .version(version)
                .sslContext(TestCertificate.trusting(certificate))
                .build()) {
      URI links = URI.create("https://127.0.0.1:" + server.api.port() + "/links");
      HttpResponse<InputStream> answer =
          client.send(HttpRequest.newBuilder(links).build(), BodyHandlers.ofInputStream());
      assertEquals(version, answer.version());
      assertEquals('[', answer.body().read());
      assertTrue(ended.await(Patience.seconds(20), TimeUnit.SECONDS));
      answer.body().close();
    }
  }

  @Test
  void aClientThatIsSlowButSteadyGetsEverything() throws Exception {
    Consumer<Consumer<String>> many =
        urls -> {
          for (int i = 0; i < 1000; i++) {
            urls.accept(URL);
          }
        };
    try (TestServer server = server(many);
        Socket client = connect(server)) {
      client.getOutputStream().write(GET);
      int read = 0;
      while (client.getInputStream().readNBytes(20_000).length == 20_000) {
        read += 20_000;
        assertFalse(never.await(20, TimeUnit.MILLISECONDS)); // the client's own pace
      }
      assertTrue(read > 1000 * URL.length() - 20_000, () -> "cut off");
    }
  }

  @Test
  void anAnswerThatTakesLongWithoutTheClientsFaultIsNotCutOff() throws Exception {
    Consumer<Consumer<String>> pausing =
        urls -> {
          for (int i = 0; i < 40; i++) {
            urls.accept(URL);
            pause(TIMEOUT.dividedBy(10));
          }
        };
    try (TestServer server = server(pausing)) {
      assertEquals(40, server.get("/links").body().split("a\\.example", -1).length - 1);
    }
  }

  private void endless(Consumer<String> urls) {
    try {
      while (true) {
        urls.accept(URL);
      }
    } finally {
      ended.countDown();
    }
  }

  private void pause(Duration time) {
    try {
      assertFalse(never.await(time.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TestServer server(Consumer<Consumer<String>> urls) {
    return server(settings(), urls);
  }

  private static TestServer server(HttpSettings settings, Consumer<Consumer<String>> urls) {
    return TestServer.start(
        settings,
        new FakeLinkStore(urls),
        new InMemoryStore(Clock.systemUTC()).accounts(),
        () -> true);
  }

  private static HttpSettings settings() {
    return new HttpSettings("127.0.0.1", 0)
        .withLimits(
            HttpLimits.builder().writeTimeout(TIMEOUT).minBytesPerSecond(64 * 1024).build());
  }

  /** A connection with a small receive buffer. */
  private static Socket connect(TestServer server) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(Patience.millis(20_000));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.api.port()));
    return socket;
  }
}
