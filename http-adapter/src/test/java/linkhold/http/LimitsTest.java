package linkhold.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.assertRawProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import linkhold.domain.LinkStore;
import linkhold.domain.Patience;
import linkhold.domain.Scope;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {

  private static final String POST =
      "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

  @Test
  void aTokenMakesALimitedNumberOfRequestsAndEachAnswerSaysHowManyAreLeft() {
    try (TokenServer server = TokenServer.start(TokenServer.SETTINGS.withLimits(rates(3, 60)))) {
      String secret = server.secret("ann", Scope.READ);
      for (int left = 2; left >= 0; left--) {
        HttpResponse<String> response = server.get(secret, left == 1 ? "/nowhere" : "/links");
        assertEquals(left == 1 ? 404 : 200, response.statusCode());
        assertEquals("\"token\";q=3;w=100", header(response, "RateLimit-Policy"));
        String state = header(response, "RateLimit");
        assertTrue(state.matches("\"token\";r=" + left + ";t=[1-9][0-9]?[0-9]?"), state);
      }
      HttpResponse<String> refused = server.get(secret, "/links");
      assertProblem(ProblemType.TOO_MANY_REQUESTS, refused);
      int wait = Integer.parseInt(header(refused, "Retry-After"));
      assertTrue(wait >= 1 && wait <= 34, () -> "one of three comes back in a third: " + wait);
      assertTrue(header(refused, "RateLimit").startsWith("\"token\";r=0;"));
      assertEquals(200, server.get(server.secret("ann", Scope.READ), "/links").statusCode());
    }
  }

  @Test
  void withoutALimitThereAreNoHeadersAboutIt() {
    try (TokenServer server = TokenServer.start(TokenServer.SETTINGS.withLimits(rates(0, 0)))) {
      HttpResponse<String> response = server.get(server.secret("ann", Scope.READ), "/links");
      assertEquals("", header(response, "RateLimit"));
    }
  }

  @Test
  void anAddressShowsSoManyWrongTokensAndValidOnesAlwaysWork() {
    try (TokenServer server = TokenServer.start(TokenServer.SETTINGS.withLimits(rates(0, 3)))) {
      String inUse = server.secret("ann", Scope.READ);
      assertEquals(200, server.get(inUse, "/links").statusCode());
      for (int i = 0; i < 3; i++) {
        assertProblem(ProblemType.UNAUTHENTICATED, server.get("lh_wrong" + i, "/links"));
      }
      HttpResponse<String> refused = server.get("lh_wrong3", "/links");
      assertProblem(ProblemType.TOO_MANY_REQUESTS, refused);
      int wait = Integer.parseInt(header(refused, "Retry-After"));
      assertTrue(wait >= 1 && wait <= 20, () -> "one of three comes back in a third: " + wait);
      assertEquals(200, server.get(inUse, "/links").statusCode());
      assertEquals(200, server.get(server.secret("bob", Scope.READ), "/links").statusCode());
    }
  }

  @Test
  void moreRequestsThanAreServedAtOnceAreRefusedButHealthAnswers() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    LinkStore slow =
        new FakeLinkStore(_ -> {
          begun.countDown();
          try {
            mayEnd.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    HttpLimits one = HttpLimits.builder().concurrentRequests(1).build();
    try (TestServer server =
        TestServer.start(
            settings(one), slow, new InMemoryStore(Clock.systemUTC()).accounts(), () -> true)) {
      var running = CompletableFuture.supplyAsync(() -> server.get("/links"));
      begun.await();
      HttpResponse<String> refused = server.get("/links");
      assertProblem(ProblemType.UNAVAILABLE, refused);
      assertEquals("5", header(refused, "Retry-After"));
      assertEquals(200, server.get("/health/live").statusCode());
      mayEnd.countDown();
      assertEquals(200, running.get(Patience.seconds(20), TimeUnit.SECONDS).statusCode());
      assertEquals(200, server.get("/links").statusCode());
    }
  }

  @Test
  void moreConnectionsThanAreAllowedWait() throws IOException {
    HttpLimits one = HttpLimits.builder().connections(1).build();
    byte[] request = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII);
    try (TestServer server = server(one)) {
      Socket first = server.connect();
      first.getOutputStream().write(request);
      assertEquals('H', first.getInputStream().read());
      try (Socket second = server.connect()) {
        second.setSoTimeout(200);
        second.getOutputStream().write(request);
        assertThrows(SocketTimeoutException.class, () -> second.getInputStream().read());
        first.shutdownOutput(); // so the server closes it
        second.setSoTimeout(Patience.millis(20_000));
        assertEquals('H', second.getInputStream().read());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET /li",
        "GET /links HTTP/1.1\r\nHost: localhost\r\nX: ",
        POST + "Content-Length: 1000\r\n\r\n",
        POST + "Transfer-Encoding: chunked\r\n\r\n",
        POST + "Transfer-Encoding: chunked\r\n\r\nff\r\n",
      })
  void aClientThatSendsNothingMoreIsCutOff(String beginning) throws IOException {
    try (TestServer server = server(quick());
        Socket client = server.connect()) {
      client.setSoTimeout(Patience.millis(20_000));
      client.getOutputStream().write(beginning.getBytes(US_ASCII));
      assertCut(client);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /",
        "GET /links HTTP/1.1\r\nHost: localhost\r\nX: ",
        POST + "Content-Length: 1000\r\n\r\n",
        POST + "Transfer-Encoding: chunked\r\n\r\nff\r\n",
      })
  void aClientThatSendsByteByByteIsCutOff(String beginning) throws Exception {
    try (TestServer server = server(quick());
        Socket client = server.connect()) {
      client.getOutputStream().write(beginning.getBytes(US_ASCII));
      assertCutByteByByte(client);
    }
  }

  /**
   * No token, another method, an unknown path, two paths that are refused earlier, a malformed
   * file.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v1/links",
        "GET /v1/links",
        "POST /nowhere",
        "POST //",
        "OPTIONS *",
        "POST /health/live",
        "POST /v1/import"
      })
  void aBodyThatNothingReadsIsCutOffToo(String line) throws Exception {
    String head = line + " HTTP/1.1\r\nHost: localhost\r\n";
    try (TokenServer server = TokenServer.start(TokenServer.SETTINGS.withLimits(quick()))) {
      for (String body :
          new String[] {
            "Content-Length: 1000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nfffff\r\n"
          }) {
        try (Socket client = server.http.connect()) {
          client.getOutputStream().write((head + body).getBytes(US_ASCII));
          assertCutByteByByte(client);
        }
        try (Socket client = server.http.connect()) {
          client.setSoTimeout(Patience.millis(20_000));
          client.getOutputStream().write((head + body + "a").getBytes(US_ASCII));
          assertCutAfterAnAnswer(client);
        }
      }
    }
  }

  @Test
  void theRestOfAFileThatIsRefusedInItsMiddleIsCutOffToo() throws Exception {
    try (TestServer server = server(quick());
        Socket client = server.connect()) {
      client
          .getOutputStream()
          .write(
              ("POST /v1/import HTTP/1.1\r\nHost: localhost\r\n"
                      + "Content-Length: 1000000000\r\n\r\n"
                      + "no JSON ".repeat(100_000))
                  .getBytes(US_ASCII));
      assertCutByteByByte(client);
    }
  }

  @Test
  void aBodyOfARequestThatIsOneTooManyIsCutOffToo() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    LinkStore slow =
        new FakeLinkStore(_ -> {
          begun.countDown();
          try {
            mayEnd.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    HttpLimits one =
        HttpLimits.builder()
            .concurrentRequests(1)
            .idleTimeout(Duration.ofMillis(500))
            .requestTimeout(Duration.ofMillis(400))
            .build();
    try (TestServer server =
        TestServer.start(
            settings(one), slow, new InMemoryStore(Clock.systemUTC()).accounts(), () -> true)) {
      var running = CompletableFuture.supplyAsync(() -> server.get("/links"));
      begun.await();
      try (Socket client = server.connect()) {
        client
            .getOutputStream()
            .write((POST + "Content-Length: 1000000\r\n\r\n").getBytes(US_ASCII));
        assertCutByteByByte(client);
      }
      mayEnd.countDown();
      assertEquals(200, running.get(Patience.seconds(20), TimeUnit.SECONDS).statusCode());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFileThatComesInTooSlowlyIsCutOffHoweverQuicklyItBegan(boolean byteByByte) throws Exception {
    try (TestServer server = server(quick());
        Socket client = server.connect()) {
      client.setSoTimeout(Patience.millis(20_000));
      client
          .getOutputStream()
          .write(
              ("POST /v1/import HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\nurl\n"
                      + "https://a.example/\n".repeat(10_000))
                  .getBytes(US_ASCII));
      if (byteByByte) {
        assertCutByteByByte(client);
      } else {
        assertCut(client);
      }
    }
  }

  @Test
  void aClientThatIsSlowButSteadyIsServed() throws Exception {
    HttpLimits limits =
        HttpLimits.builder().requestTimeout(Patience.of(Duration.ofMillis(800))).build();
    try (TestServer server = server(limits);
        Socket client = server.connect()) {
      client.setSoTimeout(Patience.millis(20_000));
      String body = "{\"url\":\"https://a.example/\"" + " ".repeat(8192) + "}";
      client
          .getOutputStream()
          .write(
              (POST + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n")
                  .getBytes(US_ASCII));
      CountDownLatch never = new CountDownLatch(1);
      for (int i = 0; i < body.length(); i += 2048) {
        client
            .getOutputStream()
            .write(body.substring(i, Math.min(body.length(), i + 2048)).getBytes(US_ASCII));
        assertFalse(
            never.await(Patience.millis(400), TimeUnit.MILLISECONDS)); // the client's own pace
      }
      assertTrue(TestServer.readAll(client).startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  void longLinesAndHeadersAreRefused() throws IOException {
    HttpLimits small = HttpLimits.builder().requestLineBytes(256).headerBytes(256).build();
    try (TestServer server = server(small)) {
      assertRawProblem(
          ProblemType.URI_TOO_LONG,
          server.raw("GET /" + "a".repeat(300) + " HTTP/1.1\r\nHost: a\r\n\r\n"));
      assertRawProblem(
          ProblemType.HEADERS_TOO_LARGE,
          server.raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(300) + "\r\n\r\n"));
    }
  }

  private static void assertCutByteByByte(Socket client) throws IOException {
    client.setSoTimeout(50);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.seconds(20));
    boolean cut = false;
    while (!cut && System.nanoTime() < end) {
      try {
        client.getOutputStream().write('a');
        cut = client.getInputStream().read() < 0;
      } catch (SocketTimeoutException e) {
        cut = false; // it still listens
      } catch (SocketException e) {
        cut = true;
      }
    }
    assertTrue(cut);
  }

  private static void assertCutAfterAnAnswer(Socket client) throws IOException {
    try {
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (SocketTimeoutException e) {
      throw new AssertionError("still open", e);
    } catch (SocketException e) {
      // reset
    }
  }

  private static void assertCut(Socket client) {
    try {
      assertEquals(-1, client.getInputStream().read());
    } catch (SocketTimeoutException e) {
      throw new AssertionError("still open", e);
    } catch (IOException e) {
      assertTrue(e instanceof SocketException, e::toString);
    }
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static HttpLimits rates(int requests, int failures) {
    return HttpLimits.builder()
        .requestsPerToken(requests)
        .rateWindow(Duration.ofSeconds(100))
        .failedAuthentications(failures)
        .build();
  }

  private static HttpLimits quick() {
    return HttpLimits.builder()
        .idleTimeout(Duration.ofMillis(500))
        .requestTimeout(Duration.ofMillis(400))
        .build();
  }

  private static HttpSettings settings(HttpLimits limits) {
    return new HttpSettings("127.0.0.1", 0).withLimits(limits);
  }

  private static TestServer server(HttpLimits limits) {
    return TestServer.start(settings(limits), new InMemoryStore(Clock.systemUTC()));
  }
}
