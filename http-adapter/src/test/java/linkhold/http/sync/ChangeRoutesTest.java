package linkhold.http.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.header;
import static linkhold.http.call.Problems.json;
import static linkhold.http.call.Problems.pointers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkUrl;
import linkhold.domain.Patience;
import linkhold.domain.Precondition;
import linkhold.domain.SyncCursor;
import linkhold.domain.UnavailableException;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.StoresWithHooks;
import linkhold.http.TestServer;
import linkhold.http.call.ProblemType;
import linkhold.http.call.Problems;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeRoutesTest {

  private final InMemoryStore store = new InMemoryStore(Clock.systemUTC());
  private final TestServer server = TestServer.start(store);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theFirstSyncReturnsEveryLinkAndLaterOnesWhatChanged() {
    long kept = save("https://a.example/1");
    long deleted = save("https://a.example/2");
    JsonNode first = changes("/v1/changes");
    assertEquals(List.of(kept, deleted), ids(first));
    JsonNode link = first.get("changes").get(0).get("link");
    assertEquals(json(server.get("/v1/links/" + kept)), link);
    assertFalse(first.get("more").asBoolean());

    server.delete("/v1/links/" + deleted);
    server.call("PATCH", "/v1/links/" + kept, "{\"title\":\"new\"}");
    JsonNode later = changes("/v1/changes?since=" + first.get("next").asText());

    assertEquals(
        "{\"id\":%d,\"revision\":3,\"deleted\":true}".formatted(deleted),
        later.get("changes").get(0).toString());
    JsonNode changed = later.get("changes").get(1);
    assertEquals(4, changed.get("revision").asLong());
    assertEquals("new", changed.get("link").get("title").asText());
    assertEquals(2, later.get("changes").size());
  }

  @Test
  void nothingNewIsAnEmptyPageWhoseCursorIsGood() {
    save("https://a.example/1");
    String next = changes("/v1/changes").get("next").asText();
    JsonNode empty = changes("/v1/changes?since=" + next);
    assertEquals(List.of(), ids(empty));
    assertEquals(List.of(), ids(changes("/v1/changes?since=" + empty.get("next").asText())));
  }

  @Test
  void aSyncContinuesPageByPage() {
    List<Long> saved = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      saved.add(save("https://a.example/" + i));
    }
    List<Long> told = new ArrayList<>();
    String cursor = "";
    boolean more = true;
    while (more) {
      JsonNode page = changes("/v1/changes?limit=3" + cursor);
      assertTrue(page.get("changes").size() <= 3);
      told.addAll(ids(page));
      cursor = "&since=" + page.get("next").asText();
      more = page.get("more").asBoolean();
    }
    assertEquals(saved, told);
  }

  @Test
  void aLargePageIsAssembledFromSteps() {
    AccountId account = fill(1234);
    JsonNode page = changes("/v1/changes?limit=99999");
    assertEquals(1000, page.get("changes").size());
    assertTrue(page.get("more").asBoolean());
    JsonNode rest = changes("/v1/changes?limit=1000&since=" + page.get("next").asText());
    assertFalse(rest.get("more").asBoolean());
    Set<Long> all = new HashSet<>(ids(page));
    all.addAll(ids(rest));
    assertEquals(1234, all.size());
    assertEquals(1234, store.links().summary(account).links());
    assertEquals(200, changes("/v1/changes").get("changes").size());
  }

  @Test
  void whatChangesBetweenTheStepsIsLeftToTheNextPage() {
    AccountId account = fill(500);
    try (TestServer other = savingALinkAfterTheFirstStep(account)) {
      JsonNode page = json(other.get("/v1/changes?limit=1000"));
      assertEquals(200, page.get("changes").size());
      assertTrue(page.get("more").asBoolean());
      JsonNode rest = json(other.get("/v1/changes?limit=1000&since=" + page.get("next").asText()));
      assertEquals(301, rest.get("changes").size());
      assertFalse(rest.get("more").asBoolean());
    }
  }

  @Test
  void everyChangeComesAsALineOfOneAnswer() {
    AccountId account = fill(1234);
    store.links().delete(account, 7, Precondition.NONE);
    HttpResponse<String> answer = lines("/v1/changes");
    assertEquals("application/x-ndjson", header(answer, "Content-Type"));
    assertTrue(answer.body().endsWith("}\n"), "the last line is whole");
    List<JsonNode> lines = parsed(answer);
    assertEquals(1234, lines.size(), "1233 links, and the line at the end");
    JsonNode page = changes("/v1/changes?limit=1000");
    for (int i = 0; i < 1000; i++) {
      ObjectNode change = lines.get(i).deepCopy();
      change.remove("next");
      assertEquals(page.get("changes").get(i), change);
    }
    assertEquals(page.get("next"), lines.get(999).get("next"), "the cursor after as many changes");
    JsonNode end = lines.getLast();
    assertEquals(Set.of("next", "more"), names(end));
    assertFalse(end.get("more").asBoolean());
    assertEquals(List.of(), ids(changes("/v1/changes?since=" + end.get("next").asText())));
  }

  @Test
  void linesGoOnAfterTheLastOneThatCame() {
    fill(1234);
    List<JsonNode> all = parsed(lines("/v1/changes"));
    for (int broken : List.of(0, 1, 499, 500, 501, 1233)) {
      List<JsonNode> rest =
          parsed(lines("/v1/changes?since=" + all.get(broken).get("next").asText()));
      assertEquals(all.subList(broken + 1, all.size()), rest);
    }
  }

  @Test
  void aLimitOfLinesSaysThatThereIsMore() {
    fill(1234);
    List<JsonNode> lines = parsed(lines("/v1/changes?limit=1100"));
    assertEquals(1101, lines.size());
    assertTrue(lines.getLast().get("more").asBoolean());
    assertEquals(lines.get(1099).get("next"), lines.getLast().get("next"));
    assertProblem(ProblemType.INVALID_INPUT, lines("/v1/changes?limit=0"));
  }

  @Test
  void aLinkThatChangesWhileLinesAreSentComesAgainAsItIsThen() {
    AccountId account = fill(1234);
    try (TestServer other = savingALinkAfterTheFirstStep(account)) {
      List<JsonNode> lines = parsed(other.get("/v1/changes", "Accept", "application/x-ndjson"));
      assertEquals(1236, lines.size());
      assertFalse(lines.getLast().get("more").asBoolean());
    }
  }

  @Test
  void whereTheStoreFailsOnTheWayTheLastLineSaysThatThereIsMore() {
    fill(1234);
    AtomicInteger reads = new AtomicInteger();
    Runnable failOnce =
        () -> {
          if (reads.incrementAndGet() == 2) {
            throw new UnavailableException("The database is not available.");
          }
        };
    try (TestServer other = TestServer.start(new StoresWithHooks(store, failOnce, () -> {}))) {
      List<JsonNode> lines = parsed(other.get("/v1/changes", "Accept", "application/x-ndjson"));
      JsonNode end = lines.getLast();
      assertTrue(end.get("more").asBoolean());
      List<JsonNode> rest =
          parsed(
              other.get(
                  "/v1/changes?since=" + end.get("next").asText(),
                  "Accept",
                  "application/x-ndjson"));
      assertEquals(1234, lines.size() - 1 + rest.size() - 1);
    }
  }

  @Test
  void thePageAfterIsReadWhileLinesAreSent() throws Exception {
    server.get("/v1/account"); // so that there is one
    AccountId account = store.accounts().find("default").orElseThrow().id();
    LinkFields noted = LinkFields.builder().note("n".repeat(60_000)).build();
    for (int i = 0; i < 600; i++) {
      store.links().save(account, new LinkDraft(LinkUrl.parse("https://a.example/" + i), noted));
    }
    CountDownLatch second = new CountDownLatch(2);
    try (TestServer other =
        TestServer.start(new StoresWithHooks(store, () -> {}, second::countDown))) {
      HttpRequest.Builder request =
          other.request("/v1/changes").header("Accept", "application/x-ndjson");
      try (InputStream unread = other.send(request, BodyHandlers.ofInputStream()).body()) {
        assertTrue(
            second.await(Patience.seconds(60), TimeUnit.SECONDS),
            "although the first 15 MB were not taken");
        assertEquals(601, new String(unread.readAllBytes(), UTF_8).lines().count());
      }
    }
  }

  @Test
  void nothingNewIs304ForLinesAsWell() {
    fill(3);
    HttpResponse<String> first = lines("/v1/changes");
    String next = parsed(first).getLast().get("next").asText();
    HttpResponse<String> same =
        server.send(
            server
                .request("/v1/changes?since=" + next)
                .header("Accept", "application/x-ndjson")
                .header("If-None-Match", header(first, "ETag")));
    assertEquals(304, same.statusCode());
  }

  private HttpResponse<String> lines(String target) {
    return server.get(target, "Accept", "application/x-ndjson");
  }

  private static List<JsonNode> parsed(HttpResponse<String> lines) {
    assertEquals(200, lines.statusCode());
    return lines.body().lines().map(Problems::json).toList();
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new HashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void nothingNewIs304ForACallerWithTheTag() {
    save("https://a.example/1");
    HttpResponse<String> first = server.get("/v1/changes");
    String tag = header(first, "ETag");
    String next = json(first).get("next").asText();
    HttpResponse<String> same = server.get("/v1/changes?since=" + next, "If-None-Match", tag);
    assertEquals(304, same.statusCode());
    assertEquals(tag, header(same, "ETag"));
    assertEquals("Authorization, Cookie, Accept", header(same, "Vary"));

    save("https://a.example/2");
    HttpResponse<String> later = server.get("/v1/changes?since=" + next, "If-None-Match", tag);
    assertEquals(200, later.statusCode());
    assertNotEquals(tag, header(later, "ETag"));
  }

  @Test
  void aTagFromThePageBeforeHidesNoFurtherPage() {
    save("https://a.example/1");
    save("https://a.example/2");
    HttpResponse<String> first = server.get("/v1/changes?limit=1");
    HttpResponse<String> second =
        server.get(
            "/v1/changes?limit=1&since=" + json(first).get("next").asText(),
            "If-None-Match",
            header(first, "ETag"));
    assertEquals(200, second.statusCode());
    assertEquals(1, json(second).get("changes").size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "CURRENT"})
  void anExpiredCursorIs410WhateverTagIsShown(String tag) {
    save("https://a.example/1");
    HttpResponse<String> now = server.get("/v1/changes");
    String current = tag.equals("CURRENT") ? header(now, "ETag") : tag;
    SyncCursor other = cursor(json(now).get("next").asText());
    for (SyncCursor expired :
        List.of(
            new SyncCursor(other.epoch() + 1, other.position(), other.start()),
            new SyncCursor(other.epoch(), other.position() + 1, other.start()))) {
      String address = "/v1/changes?since=" + SyncCursors.encode(expired);
      assertProblem(ProblemType.EXPIRED_CURSOR, server.get(address));
      assertProblem(ProblemType.EXPIRED_CURSOR, server.get(address, "If-None-Match", current));
    }
  }

  @Test
  void aCursorFromBeforeAPurgeIs410AndANewSyncIsNot() {
    save("https://a.example/1");
    String before = changes("/v1/changes").get("next").asText();
    long id = save("https://a.example/2");
    server.delete("/v1/links/" + id);
    assertEquals(1, store.sync().purge(Instant.now().plusSeconds(60)));
    assertProblem(ProblemType.EXPIRED_CURSOR, server.get("/v1/changes?since=" + before));
    JsonNode anew = changes("/v1/changes");
    assertEquals(1, anew.get("changes").size());
    assertEquals(List.of(), ids(changes("/v1/changes?since=" + anew.get("next").asText())));
  }

  @Test
  void aCursorOfARemovedAccountIs410ForItsSuccessor() {
    save("https://a.example/1");
    String before = changes("/v1/changes").get("next").asText();
    store.accounts().remove("default");
    store.accounts().add("default");
    try (TestServer other = TestServer.start(store)) {
      assertProblem(
          ProblemType.EXPIRED_CURSOR,
          other.get("/v1/changes?since=" + before, "If-None-Match", "*"));
    }
  }

  @Test
  void aPageOfLinksIsNoCursor() {
    save("https://a.example/1");
    save("https://a.example/2");
    String list = json(server.get("/v1/links?limit=1")).get("next").asText();
    assertFault("/since", "since=" + list);
  }

  @ParameterizedTest
  @CsvSource({
    "/since, since=",
    "/since, since=x",
    "/since, since=AQ&limit=1",
    "/limit, limit=0",
    "/limit, limit=-1",
    "/limit, limit=x",
    "/limit, limit=",
    "/cursor, cursor=x",
    "/since, since=%ff"
  })
  void invalidParametersAreNamed(String pointer, String query) {
    assertFault(pointer, query);
  }

  @Test
  void aLenientCallIgnoresUnknownParameters() {
    HttpResponse<String> response =
        server.get("/v1/changes?fields=all", "Prefer", "handling=lenient");
    assertEquals(200, response.statusCode());
    assertEquals("handling=lenient", header(response, "Preference-Applied"));
  }

  @Test
  void theAnswerIsForTheCallerAloneAndDependsOnAccept() {
    HttpResponse<String> response = server.get("/v1/changes");
    assertEquals("application/json", header(response, "Content-Type"));
    assertEquals("private, no-cache", header(response, "Cache-Control"));
    assertTrue(header(response, "Vary").contains("Authorization, Cookie, Accept"));
    HttpResponse<String> head = server.call("HEAD", "/v1/changes");
    assertEquals(200, head.statusCode());
    assertEquals(header(response, "ETag"), header(head, "ETag"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "application/json",
        "application/*",
        "text/event-stream;q=0.5, application/json",
        "text/html, */*;q=0.1"
      })
  void jsonIsAnsweredUnlessEventsAreWantedMore(String accept) {
    HttpResponse<String> response = server.get("/v1/changes", "Accept", accept);
    assertEquals("application/json", header(response, "Content-Type"));
  }

  @Test
  void aRequestForNeitherIsRefused() {
    assertProblem(ProblemType.NOT_ACCEPTABLE, server.get("/v1/changes", "Accept", "text/html"));
  }

  private void assertFault(String pointer, String query) {
    JsonNode problem = assertProblem(ProblemType.INVALID_INPUT, server.get("/v1/changes?" + query));
    assertEquals(List.of(pointer), pointers(problem));
  }

  private static SyncCursor cursor(String text) {
    return Objects.requireNonNull(SyncCursors.decode(text));
  }

  private TestServer savingALinkAfterTheFirstStep(AccountId account) {
    AtomicBoolean changed = new AtomicBoolean();
    Runnable changeOnce =
        () -> {
          if (changed.compareAndSet(false, true)) {
            store.links().save(account, LinkDraft.of(LinkUrl.parse("https://a.example/meanwhile")));
          }
        };
    return TestServer.start(new StoresWithHooks(store, () -> {}, changeOnce));
  }

  private AccountId fill(int links) {
    server.get("/v1/account"); // so that there is one
    AccountId account = store.accounts().find("default").orElseThrow().id();
    List<LinkDraft> drafts = new ArrayList<>();
    for (int i = 0; i < links; i++) {
      drafts.add(LinkDraft.of(LinkUrl.parse("https://a.example/" + i)));
    }
    store.links().save(account, drafts);
    return account;
  }

  private long save(String url) {
    return json(server.post("/v1/links", "{\"url\":\"" + url + "\"}")).get("id").asLong();
  }

  private JsonNode changes(String address) {
    HttpResponse<String> response = server.get(address);
    assertEquals(200, response.statusCode(), response.body());
    return json(response);
  }

  private static List<Long> ids(JsonNode page) {
    List<Long> ids = new ArrayList<>();
    page.get("changes").forEach(change -> ids.add(change.get("id").asLong()));
    return ids;
  }
}
