package linkhold.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import linkhold.domain.LinkStore;
import linkhold.domain.Patience;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.Test;

class HttpApiTest {

  private final InMemoryStore store = new InMemoryStore(Clock.systemUTC());

  @Test
  void readinessFollowsTheStoreAndLivenessDoesNot() {
    AtomicBoolean ready = new AtomicBoolean(false);
    try (TestServer server =
        TestServer.start(
            new HttpSettings("localhost", 0), store.links(), store.accounts(), ready::get)) {
      HttpResponse<String> refused = server.get("/health/ready");
      assertProblem(ProblemType.UNAVAILABLE, refused);
      assertEquals(200, server.get("/health/live").statusCode());
      ready.set(true);
      assertEquals("{\"status\":\"up\"}", server.get("/health/ready").body());
    }
  }

  @Test
  void thePortInUseIsAFailureToStart() {
    try (TestServer server = TestServer.start()) {
      HttpSettings settings = new HttpSettings("127.0.0.1", server.api.port());
      var failure =
          assertThrows(
              UncheckedIOException.class,
              () -> TestServer.start(settings, store.links(), store.accounts(), () -> true));
      String address = "127.0.0.1, port " + server.api.port();
      assertTrue(String.valueOf(failure.getMessage()).contains(address), failure::toString);
    }
  }

  /** By this the process notices that it cannot serve any more, and ends. */
  @Test
  void aServerKnowsWhetherItStillListens() throws Exception {
    TestServer server = TestServer.start(store.links(), store.accounts());
    try (server) {
      assertTrue(server.api.isListening());
      assertEquals(200, server.get("/links").statusCode());
      assertTrue(server.api.isListening());
    }
    assertFalse(server.api.isListening());
  }

  @Test
  void aClosingServerSaysSoBeforeItStopsAccepting() throws Exception {
    HttpSettings settings = settings(Duration.ofHours(1), Duration.ofSeconds(5));
    try (TestServer server =
        TestServer.start(settings, store.links(), store.accounts(), () -> true)) {
      Thread closing = Thread.ofPlatform().start(server.api::close);
      HttpResponse<String> response = server.get("/health/ready");
      while (response.statusCode() == 200) {
        response = server.get("/health/ready");
      }
      assertProblem(ProblemType.UNAVAILABLE, response);
      assertEquals("close", response.headers().firstValue("Connection").orElse(""));
      assertEquals(200, server.get("/links").statusCode());
      closing.interrupt(); // so that the delay ends now
      assertTrue(closing.join(Patience.of(Duration.ofSeconds(30))));
      assertThrows(ConnectException.class, server::connect);
    }
  }

  @Test
  void runningRequestsFinishWhileTheServerCloses() throws Exception {
    SlowStore slow = new SlowStore();
    HttpSettings settings = settings(Duration.ZERO, Patience.of(Duration.ofSeconds(10)));
    TestServer server = TestServer.start(settings, slow.links(), store.accounts(), () -> true);
    try (Socket running = server.connect();
        Socket idle = server.connect()) {
      running.getOutputStream().write(LIST);
      slow.begun.await();
      CompletableFuture<Void> closed = CompletableFuture.runAsync(server.api::close);
      assertEquals("", TestServer.readAll(idle), "an idle connection is closed at once");
      assertFalse(closed.isDone());
      slow.mayEnd.countDown();
      assertTrue(TestServer.readAll(running).endsWith("[\"https://a.example/\"]"));
      closed.get(Patience.seconds(20), TimeUnit.SECONDS);
    }
  }

  @Test
  void requestsThatDoNotFinishAreCut() throws Exception {
    SlowStore slow = new SlowStore();
    HttpSettings settings = settings(Duration.ZERO, Duration.ofMillis(100));
    TestServer server = TestServer.start(settings, slow.links(), store.accounts(), () -> true);
    try (Socket running = server.connect()) {
      running.getOutputStream().write(LIST);
      slow.begun.await();
      CompletableFuture.runAsync(server.api::close).get(Patience.seconds(20), TimeUnit.SECONDS);
      assertFalse(TestServer.readAll(running).contains("200 OK"));
    }
  }

  @Test
  void manyClientsSaveAtOnce() throws Exception {
    try (TestServer server = TestServer.start(store.links(), store.accounts());
        ExecutorService clients = Executors.newFixedThreadPool(8)) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      Set<String> expected = new HashSet<>();
      for (int i = 0; i < 200; i++) {
        String url = "https://example.com/" + i;
        expected.add(url);
        answers.add(clients.submit(() -> server.post("/links", "{\"url\":\"" + url + "\"}")));
      }
      for (Future<HttpResponse<String>> answer : answers) {
        assertEquals(200, answer.get().statusCode());
      }
      Set<String> listed = new HashSet<>();
      json(server.get("/links").body()).forEach(url -> listed.add(url.asText()));
      assertEquals(expected, listed);
    }
  }

  @Test
  void requestsOnOneConnectionAreAnsweredInOrder() throws IOException {
    try (TestServer server = TestServer.start(store.links(), store.accounts())) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 3; i++) {
        String body = "{\"url\":\"https://example.com/ä" + i + "\"}";
        requests
            .append("POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n")
            .append("Content-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n" + body);
      }
      requests.append("GET /links HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      String responses = server.raw(requests.toString().getBytes(UTF_8));
      assertTrue(
          responses.endsWith(
              "[\"https://example.com/%C3%A40\",\"https://example.com/%C3%A41\","
                  + "\"https://example.com/%C3%A42\"]"),
          responses);
    }
  }

  private static final byte[] LIST =
      "GET /links HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);

  private static HttpSettings settings(Duration drainDelay, Duration drainTimeout) {
    return new HttpSettings("127.0.0.1", 0)
        .withLimits(HttpLimits.builder().drainDelay(drainDelay).drainTimeout(drainTimeout).build());
  }

  /** Passes on one URL, and returns when the test allows it. */
  private static final class SlowStore {

    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch mayEnd = new CountDownLatch(1);

    LinkStore links() {
      return new FakeLinkStore(action -> {
        action.accept("https://a.example/");
        begun.countDown();
        try {
          mayEnd.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      });
    }
  }
}
