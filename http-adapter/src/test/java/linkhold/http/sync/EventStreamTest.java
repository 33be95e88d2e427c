package linkhold.http.sync;

import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import linkhold.domain.Scope;
import linkhold.domain.SyncCursor;
import linkhold.domain.UnavailableException;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.HttpLimits;
import linkhold.http.HttpSettings;
import linkhold.http.StoresWithHooks;
import linkhold.http.TestServer;
import linkhold.http.TokenServer;
import linkhold.http.call.ProblemType;
import linkhold.http.call.Problems;
import linkhold.http.sync.EventReader.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stream of events sends; {@link EventStreamEndTest} is about its end. */
class EventStreamTest {

  private final InMemoryStore store = new InMemoryStore(Clock.systemUTC());

  @Test
  void aFirstSyncComesAndThenWhatHappens() {
    try (TestServer server = TestServer.start(store)) {
      save(server, "https://a.example/1");
      save(server, "https://a.example/2");
      try (EventReader events = stream(server)) {
        JsonNode told = json(server.get("/v1/changes")).get("changes");
        assertEquals(told.get(0), events.next("change").json());
        assertEquals(told.get(1), events.next("change").json());
        assertEquals("{\"revision\":2}", events.next("synced").data());
        save(server, "https://a.example/3");
        assertEquals("https://a.example/3", events.next("change").json().at("/link/url").asText());
        server.delete("/v1/links/3");
        assertEquals("{\"id\":3,\"revision\":4,\"deleted\":true}", events.next("change").data());
      }
    }
  }

  @Test
  void theIdOfEachEventIsTheCursorAfterIt() {
    try (TestServer server = TestServer.start(store)) {
      for (int i = 1; i <= 3; i++) {
        save(server, "https://a.example/" + i);
      }
      try (EventReader events = stream(server)) {
        for (int left = 2; left >= 0; left--) {
          String id = events.next("change").id();
          JsonNode rest = json(server.get("/v1/changes?since=" + id));
          assertEquals(left, rest.get("changes").size());
        }
        assertEquals(
            json(server.get("/v1/changes")).get("next").asText(), events.next("synced").id());
      }
    }
  }

  @Test
  void aStreamContinuesAfterSinceAndLastEventIdTakesPrecedence() {
    try (TestServer server = TestServer.start(store)) {
      String beginning = json(server.get("/v1/changes")).get("next").asText();
      save(server, "https://a.example/1");
      String afterFirst = json(server.get("/v1/changes")).get("next").asText();
      save(server, "https://a.example/2");
      try (EventReader since = stream(server, "?since=" + afterFirst);
          EventReader last = stream(server, "?since=" + beginning, "Last-Event-ID", afterFirst);
          EventReader none = stream(server, "?since=" + beginning, "Last-Event-ID", "")) {
        assertEquals(2, since.next("change").json().get("id").asInt());
        assertEquals(2, last.next("change").json().get("id").asInt());
        assertEquals(1, none.next("change").json().get("id").asInt());
        since.next("synced");
      }
    }
  }

  @Test
  void moreThanOnePageComesOnceEach() {
    try (TestServer server = TestServer.start(store)) {
      AccountId account = account(server);
      store.links().save(account, drafts(0, 120));
      try (EventReader events = stream(server)) {
        HashSet<Long> ids = new HashSet<>();
        for (int i = 0; i < 120; i++) {
          ids.add(events.next("change").json().get("id").asLong());
        }
        events.next("synced");
        assertEquals(120, ids.size());
        store.links().save(account, drafts(120, 240));
        for (int i = 0; i < 120; i++) {
          ids.add(events.next("change").json().get("id").asLong());
        }
        assertEquals(240, ids.size());
      }
    }
  }

  @Test
  void changesOfOthersAreNotSent() {
    try (TokenServer server = TokenServer.start()) {
      String ann = server.secret("ann", Scope.WRITE);
      String bob = server.secret("bob", Scope.WRITE);
      try (EventReader events = stream(server, ann)) {
        events.next("synced");
        server.post(bob, "/v1/links", "{\"url\":\"https://bob.example/\"}");
        server.post(ann, "/v1/links", "{\"url\":\"https://ann.example/\"}");
        assertEquals("https://ann.example/", events.next("change").json().at("/link/url").asText());
      }
    }
  }

  @Test
  void aCursorThatHasExpiredEndsTheStream() {
    try (TestServer server = TestServer.start(store)) {
      save(server, "https://a.example/1");
      String cursor = SyncCursors.encode(new SyncCursor(1, 1, 1));
      try (EventReader events = stream(server, "", "Last-Event-ID", cursor)) {
        Event expired = events.next("expired");
        assertEquals("", expired.id());
        assertEquals(410, expired.json().get("status").asInt());
        assertEquals("/problems/expired-cursor", expired.json().get("type").asText());
        events.assertEnds();
      }
    }
  }

  @Test
  void whatIsNoCursorIsRefusedBeforeTheStream() {
    try (TestServer server = TestServer.start(store)) {
      assertProblem(
          ProblemType.MALFORMED_REQUEST,
          server.send(request(server, "").header("Last-Event-ID", "x")));
      assertProblem(ProblemType.INVALID_INPUT, server.send(request(server, "?since=x")));
      assertProblem(ProblemType.INVALID_INPUT, server.send(request(server, "?from=1")));
    }
  }

  @Test
  void theAnswerIsNeitherCompressedNorHeldBackNorKept() {
    try (TestServer server = TestServer.start(store)) {
      HttpRequest.Builder request =
          request(server, "").header("Accept-Encoding", "gzip").header("If-None-Match", "*");
      HttpResponse<InputStream> response = server.send(request, BodyHandlers.ofInputStream());
      try (EventReader events = new EventReader(response)) {
        assertEquals("text/event-stream", header(response, "Content-Type"));
        assertEquals("no", header(response, "X-Accel-Buffering"));
        assertEquals("private, no-cache", header(response, "Cache-Control"));
        assertEquals("Authorization, Cookie, Accept", header(response, "Vary"));
        assertEquals("", header(response, "Content-Encoding"));
        assertEquals("", header(response, "ETag"));
        events.next("synced");
      }
    }
  }

  /** As libraries send it that put their own types in front of {@code *}{@code /*}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/event-stream, */*",
        "*/*, text/event-stream",
        "text/event-stream, application/json;q=0.9, */*",
        "application/*, text/event-stream"
      })
  void aStreamIsAskedForByItsNameAmongOthers(String accept) {
    try (TestServer server = TestServer.start(store)) {
      HttpRequest.Builder request = server.request("/v1/changes").header("Accept", accept);
      try (EventReader events =
          new EventReader(server.send(request, BodyHandlers.ofInputStream()))) {
        events.next("synced");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "text/event-stream;q=0.5, */*",
        "application/json, text/event-stream, */*",
        "text/*, application/json"
      })
  void otherwiseAPageIsAnswered(String accept) {
    try (TestServer server = TestServer.start(store)) {
      HttpResponse<String> page =
          server.send(server.request("/v1/changes").header("Accept", accept));
      assertEquals("application/json", header(page, "Content-Type"));
    }
  }

  @Test
  void headAnswersWithoutAStream() {
    HttpLimits none = HttpLimits.builder().eventStreams(0).build();
    try (TestServer server = TestServer.start(settings(none), store)) {
      HttpResponse<String> head =
          server.send(
              request(server, "").method("HEAD", HttpRequest.BodyPublishers.noBody()),
              BodyHandlers.ofString());
      assertEquals(200, head.statusCode());
      assertEquals(Optional.of("text/event-stream"), head.headers().firstValue("Content-Type"));
    }
  }

  @Test
  void aSilentStreamBeatsAndIsNotCutAsIdle() {
    HttpLimits limits =
        HttpLimits.builder()
            .heartbeat(Duration.ofMillis(25))
            .idleTimeout(Duration.ofSeconds(1))
            .requestTimeout(Duration.ofSeconds(1))
            .build();
    try (TestServer server = TestServer.start(settings(limits), store);
        EventReader events = stream(server)) {
      events.next("synced");
      for (int i = 0; i < 50; i++) {
        assertEquals(new Event(":", "", ""), events.nextOrComment());
      }
      save(server, "https://a.example/1");
      events.next("change");
    }
  }

  @Test
  void theNumberOfStreamsIsLimitedAndAClosedOneMakesRoom() {
    HttpLimits limits =
        HttpLimits.builder().eventStreams(1).heartbeat(Duration.ofMillis(20)).build();
    try (TestServer server = TestServer.start(settings(limits), store)) {
      try (EventReader events = stream(server)) {
        events.next("synced");
        HttpResponse<String> refused = server.send(request(server, ""));
        assertProblem(ProblemType.UNAVAILABLE, refused);
        assertEquals("5", Problems.header(refused, "Retry-After"));
        assertEquals(200, server.get("/v1/changes").statusCode());
      }
      EventReader.await(server, request(server, "")).close();
    }
  }

  @Test
  void anAccountHasSoManyStreamsAndOthersStillGetTheirs() {
    HttpLimits limits =
        HttpLimits.builder().eventStreamsPerAccount(2).heartbeat(Duration.ofMillis(20)).build();
    try (TokenServer server = TokenServer.start(TokenServer.SETTINGS.withLimits(limits))) {
      String ann = server.secret("ann", Scope.READ);
      String another = server.secret("ann", Scope.READ);
      try (EventReader one = stream(server, ann)) {
        try (EventReader two = stream(server, another)) {
          one.next("synced");
          two.next("synced");
          HttpResponse<String> refused = server.http.send(request(server, ann));
          assertProblem(ProblemType.TOO_MANY_REQUESTS, refused);
          assertEquals("5", Problems.header(refused, "Retry-After"));
          try (EventReader bob = stream(server, server.secret("bob", Scope.READ))) {
            bob.next("synced");
          }
        }
        EventReader.await(server.http, request(server, ann)).close();
      }
    }
  }

  @Test
  void theLastTenthIsForAccountsThatHaveNone() {
    HttpLimits limits = HttpLimits.builder().eventStreams(10).build();
    try (TokenServer server = TokenServer.start(TokenServer.SETTINGS.withLimits(limits))) {
      String ann = server.secret("ann", Scope.READ);
      List<EventReader> nine = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        nine.add(stream(server, ann));
        nine.getLast().next("synced");
      }
      assertProblem(ProblemType.UNAVAILABLE, server.http.send(request(server, ann)));
      try (EventReader bob = stream(server, server.secret("bob", Scope.READ))) {
        bob.next("synced");
      }
      nine.forEach(EventReader::close);
    }
  }

  @Test
  void streamsDoNotCountAsRequests() {
    HttpLimits limits = HttpLimits.builder().concurrentRequests(1).build();
    try (TestServer server = TestServer.start(settings(limits), store);
        EventReader one = stream(server);
        EventReader other = stream(server)) {
      one.next("synced");
      other.next("synced");
      for (int i = 0; i < 3; i++) {
        assertEquals(200, server.get("/links").statusCode());
      }
    }
  }

  @Test
  void aStoreThatIsAwayForAWhileCostsNoEvent() {
    AtomicInteger failures = new AtomicInteger();
    Runnable failing =
        () -> {
          if (failures.getAndDecrement() > 0) {
            throw new UnavailableException("Away.", new IllegalStateException());
          }
        };
    try (TestServer server = TestServer.start(new StoresWithHooks(store, failing, () -> {}))) {
      AccountId account = account(server);
      try (EventReader events = stream(server)) {
        events.next("synced");
        failures.set(2);
        store.links().save(account, drafts(0, 1));
        events.next("change");
        assertTrue(failures.get() <= 0);
      }
    }
  }

  private static HttpSettings settings(HttpLimits limits) {
    return new HttpSettings("127.0.0.1", 0).withLimits(limits);
  }

  private static EventReader stream(TestServer server) {
    return stream(server, "");
  }

  private static EventReader stream(TestServer server, String query, String... headers) {
    HttpRequest.Builder request = request(server, query);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return new EventReader(server.send(request, BodyHandlers.ofInputStream()));
  }

  private static EventReader stream(TokenServer server, String secret) {
    return stream(server.http, "", "Authorization", "Bearer " + secret);
  }

  private static HttpRequest.Builder request(TokenServer server, String secret) {
    return request(server.http, "").header("Authorization", "Bearer " + secret);
  }

  private static HttpRequest.Builder request(TestServer server, String query) {
    return server.request("/v1/changes" + query).header("Accept", "text/event-stream");
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static void save(TestServer server, String url) {
    assertEquals(201, server.post("/v1/links", "{\"url\":\"" + url + "\"}").statusCode());
  }

  private AccountId account(TestServer server) {
    server.get("/v1/account"); // so that there is one
    return store.accounts().find("default").orElseThrow().id();
  }

  private static List<LinkDraft> drafts(int from, int to) {
    List<LinkDraft> drafts = new ArrayList<>();
    for (int i = from; i < to; i++) {
      drafts.add(LinkDraft.of(LinkUrl.parse("https://a.example/" + i)));
    }
    return drafts;
  }
}
