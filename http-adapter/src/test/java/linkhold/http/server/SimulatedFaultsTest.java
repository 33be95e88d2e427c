package linkhold.http.server;

import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.HttpSettings;
import linkhold.http.TestServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures that a server makes on purpose, for the tests of apps. */
final class SimulatedFaultsTest {

  private final InMemoryStore store = new InMemoryStore(Clock.systemUTC());

  @ParameterizedTest
  @CsvSource({
    "429, TOO_MANY_REQUESTS, 1",
    "500, INTERNAL_ERROR, ''",
    "503, UNAVAILABLE, 5",
  })
  void aRefusedRequestDoesNothing(int status, ProblemType type, String retryAfter) {
    try (TestServer server = serve(status + "=100%")) {
      HttpResponse<String> refused = save(server, "https://a.example/");
      assertEquals(status, refused.statusCode());
      assertProblem(type, refused);
      assertEquals(retryAfter, refused.headers().firstValue("Retry-After").orElse(""));
      assertProblem(type, server.get("/links"));
      assertEquals(status, server.get("/api/bookmarks/").statusCode());
      assertEquals(200, server.get("/health/ready").statusCode());
      assertEquals(200, server.get("/").statusCode());
    }
    try (TestServer server = TestServer.start(store)) {
      assertEquals("[]", server.get("/links").body());
    }
  }

  @Test
  void aRequestWhoseAnswerGetsLostIsServed() {
    try (TestServer server = serve("lost-answer=100%")) {
      assertThrows(UncheckedIOException.class, () -> save(server, "https://a.example/"));
      assertThrows(UncheckedIOException.class, () -> server.get("/v1/export"));
      assertThrows(
          UncheckedIOException.class,
          () -> server.get("/v1/changes", "Accept", "text/event-stream"));
      assertThrows(UncheckedIOException.class, () -> server.delete("/v1/links/2"));
    }
    try (TestServer server = TestServer.start(store)) {
      assertEquals("[\"https://a.example/\"]", server.get("/links").body());
    }
  }

  @Test
  void aCursorExpiresAndAFirstSyncDoesNot() {
    try (TestServer server = serve("expired-cursor=100%")) {
      assertEquals(201, save(server, "https://a.example/").statusCode());
      String next = json(server.get("/v1/changes")).get("next").asText();
      assertProblem(ProblemType.EXPIRED_CURSOR, server.get("/v1/changes?since=" + next));
      String events = server.get("/v1/changes?since=" + next, "Accept", "text/event-stream").body();
      assertTrue(events.contains("event: expired"), events);
    }
  }

  @Test
  void everyAnswerIsLate() {
    try (TestServer server = serve("latency=150ms")) {
      long start = System.nanoTime();
      assertEquals(200, server.get("/links").statusCode());
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(taken.compareTo(Duration.ofMillis(150)) >= 0, taken::toString);
    }
  }

  @Test
  void withASeedTheSameRequestsMeetTheSameFailures() {
    List<List<Integer>> series = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (TestServer server = serve("503=30%,429=20%,seed=7")) {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          statuses.add(server.get("/links").statusCode());
        }
        series.add(statuses);
      }
    }
    assertEquals(series.getFirst(), series.getLast());
    assertTrue(series.getFirst().containsAll(List.of(200, 429, 503)), series::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latency=200ms,429=2%,503=5%,lost-answer=5%,expired-cursor=1%,seed=7",
        "500=0.0125%",
        "503=100%",
        "429=33.3%,500=33.3%,503=33.4%",
      })
  void whatIsWrittenIsWhatIsRead(String text) {
    assertEquals(text, SimulatedFaults.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "503",
        "503=5",
        "503=-5%",
        "503=101%",
        "503=60%,500=60%",
        "404=5%",
        "503=5%,503=5%",
        "latency=5",
        "latency=1h",
        "seed=x",
        "unknown=5%",
        "503=5%,",
      })
  void whatCannotBeReadIsRefused(String text) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> SimulatedFaults.parse(text));
    assertTrue(String.valueOf(refused.getMessage()).startsWith("is '" + text + "', not "));
  }

  private TestServer serve(String faults) {
    return TestServer.start(
        new HttpSettings("127.0.0.1", 0).withFaults(SimulatedFaults.parse(faults)), store);
  }

  private static HttpResponse<String> save(TestServer server, String url) {
    return server.post("/v1/links", "{\"url\":\"" + url + "\"}");
  }
}
