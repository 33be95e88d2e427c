package linkhold.http.links;

import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.header;
import static linkhold.http.call.Problems.json;
import static linkhold.http.call.Problems.pointers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import linkhold.domain.TickingClock;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.TestServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkListRequestTest {

  private final TestServer server =
      TestServer.start(
          new InMemoryStore(new TickingClock(Instant.parse("2026-01-01T00:00:00.5Z"))));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void anEmptyListHasNoNextPage() {
    HttpResponse<String> list = server.get("/v1/links");
    assertEquals(200, list.statusCode());
    assertEquals("{\"items\":[],\"next\":null}", list.body());
    assertEquals("application/json", header(list, "Content-Type"));
    assertEquals("private, no-cache", header(list, "Cache-Control"));
    assertEquals("Authorization, Cookie", header(list, "Vary"));
    assertEquals("", header(list, "Link"));
  }

  @Test
  void anItemIsTheLinkAsItIsReadAlone() {
    save("a", "\"title\": \"T\", \"tags\": [\"x\"], \"shared\": true");
    assertEquals(json(server.get("/v1/links/1")), list("").at("/items/0"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', d c b",
    "?archived=any, d c b a",
    "?archived=true, a",
    "?archived=false, d c b",
    "?unread=true&archived=any, b a",
    "?unread=false, d c",
    "?unread=any, d c b",
    "?favorite=true, c",
    "?favorite=false, d b",
    "?shared=true, d",
    "?shared=false, c b",
    "?tag=JAVA, c b",
    "?tag=java&tag=web, c",
    "?tag=java&tag=none, ''",
    "?tag=a%2Fb%26c%20d, d",
    "?tag=c%2B%2B, d",
    "?q=caf%C3%A9+title, c",
    "?q=%23web%20or%20(zzz, c",
    "?q=%22second+title%22, b",
    "?q=-title, d",
    "?sort=created, b c d",
    "?sort=-created, d c b",
    "?sort=updated, c d b",
    "?sort=-updated, b d c",
    "?sort=title, d c b",
    "?sort=title&limit=2, d c",
    "?limit=1, d",
    "?limit=200, d c b",
    "?limit=201, d c b",
  })
  void aListHoldsWhatItsQueryAsksFor(String query, String names) {
    save("a", "\"archived\": true, \"unread\": true");
    save("b", "\"title\": \"Second title\", \"tags\": [\"Java\"], \"unread\": true");
    save("c", "\"title\": \"Café title\", \"tags\": [\"Java\", \"web\"], \"favorite\": true");
    save("d", "\"shared\": true, \"tags\": [\"a/b&c d\", \"C++\"]");
    server.call("PATCH", "/v1/links/2", "{\"note\": \"changed\"}");
    assertEquals(names, String.join(" ", names(list(query))));
  }

  @ParameterizedTest
  @CsvSource({
    "?limit=0, /limit",
    "?limit=000, /limit",
    "?limit=-1, /limit",
    "?limit=x, /limit",
    "?limit=, /limit",
    "?limit, /limit",
    "?limit=1.5, /limit",
    "?limit=%D9%A1, /limit",
    "?limit=1&limit=2, /limit",
    "?q=a&q=b, /q",
    "?q=%FF, /q",
    "?q=%ED%A0%80, /q",
    "?sort=, /sort",
    "?sort=-title, /sort",
    "?sort=Created, /sort",
    "?unread=1, /unread",
    "?archived=, /archived",
    "?favorite=yes, /favorite",
    "?shared=TRUE, /shared",
    "?tag=, /tag/0",
    "?tag=a&tag=%20, /tag/1",
    "?tag=a%00, /tag/0",
    "?cursor=, /cursor",
    "?cursor=x, /cursor",
    "?cursor=%F0%9F%98%80, /cursor",
    "?page=2, /page",
    "?a%2Fb=2, /a~1b",
    "?%FF=2, ''",
  })
  void aQueryThatBreaksARuleIsRefusedWithThePlace(String query, String pointer) {
    HttpResponse<String> response = server.get("/v1/links" + query);
    JsonNode problem = assertProblem(ProblemType.INVALID_INPUT, response);
    assertEquals(List.of(pointer), pointers(problem));
  }

  @Test
  void everyFaultOfAQueryIsReportedAtOnce() {
    HttpResponse<String> response =
        server.get("/v1/links?limit=0&sort=x&unread=x&tag=&cursor=x&page=2&q=1&q=2");
    JsonNode problem = assertProblem(ProblemType.INVALID_INPUT, response);
    assertEquals(
        List.of("/cursor", "/limit", "/page", "/q", "/sort", "/tag/0", "/unread"),
        pointers(problem).stream().sorted().toList());
  }

  @Test
  void anUnknownParameterIsIgnoredForALenientCaller() {
    HttpResponse<String> list = server.get("/v1/links?page=2", "Prefer", "handling=lenient");
    assertEquals(200, list.statusCode());
    assertEquals("handling=lenient", header(list, "Preference-Applied"));
  }

  @Test
  void theDefaultPageHasFiftyAndTheLargestTwoHundred() {
    for (int i = 0; i < 201; i++) {
      save("n" + i, "\"note\": null");
    }
    assertEquals(50, list("").get("items").size());
    JsonNode largest = list("?limit=5000");
    assertEquals(200, largest.get("items").size());
    JsonNode last = list("?cursor=" + largest.get("next").asText());
    assertEquals(List.of("n0"), names(last));
    assertTrue(last.get("next").isNull());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-created", "created", "-updated", "updated", "title"})
  void theLinkHeaderLeadsThroughTheWholeListInEachOrder(String sort) {
    for (int i = 0; i < 7; i++) {
      save(
          "n" + i,
          "\"title\": \"ü & <\\\"%d\\\"> + %% 😀\", \"tags\": [\"a,b c\"]".formatted(i % 3));
    }
    List<String> whole = names(list("?sort=" + sort));
    List<String> found = new ArrayList<>();
    String query = "q=%C3%BC+%26+%3C%22+%2B+%25&tag=a,b-c&tag=A%2CB-C&limit=2&sort=" + sort;
    String next = "/v1/links?" + query;
    for (int pages = 0; !next.isEmpty(); pages++) {
      assertTrue(pages < 4);
      HttpResponse<String> page = server.get(next);
      assertEquals(200, page.statusCode(), page.body());
      found.addAll(names(json(page)));
      JsonNode cursor = json(page).get("next");
      assertEquals(cursor.isNull(), header(page, "Link").isEmpty());
      next = nextOf(header(page, "Link"));
      assertTrue(next.isEmpty() || next.endsWith("&cursor=" + cursor.asText()), next);
    }
    assertEquals(whole, found);
  }

  @Test
  void aCursorServesOnlyItsOwnList() {
    for (String name : List.of("a", "b", "c")) {
      save(name, "\"tags\": [\"x\", \"y\"], \"unread\": true");
    }
    String cursor = list("?q=example&tag=x&tag=y&unread=true&limit=1").get("next").asText();
    String same = "?q=example&tag=Y&tag=X&unread=true&archived=false&limit=7&cursor=" + cursor;
    assertEquals(List.of("b", "a"), names(list(same)));
    for (String other :
        List.of(
            "",
            "q=Example&tag=x&tag=y&unread=true",
            "q=example&tag=x&unread=true",
            "q=example&tag=x&tag=y",
            "q=example&tag=x&tag=y&unread=true&archived=any",
            "q=example&tag=x&tag=y&unread=true&favorite=false",
            "q=example&tag=x&tag=y&unread=true&shared=false",
            "q=example&tag=x&tag=y&unread=true&sort=created",
            "q=example&tag=x&tag=y&unread=true&sort=-updated",
            "q=example%26tag%3Dx&tag=y&unread=true")) {
      HttpResponse<String> refused = server.get("/v1/links?" + other + "&cursor=" + cursor);
      JsonNode problem = assertProblem(ProblemType.INVALID_INPUT, refused);
      assertEquals(List.of("/cursor"), pointers(problem), other);
      assertTrue(problem.get("detail").asText().contains("Not a cursor of this list"));
    }
  }

  @Test
  void aListIsNotSentAgainUntilSomethingChanges() {
    save("a", "\"note\": \"1\"");
    HttpResponse<String> list = server.get("/v1/links");
    String etag = header(list, "ETag");
    assertTrue(etag.matches("W/\"[0-9a-z]+\\.1\\.1\""), etag);
    for (String held : List.of(etag, etag.substring(2), "\"x\", " + etag, "*")) {
      HttpResponse<String> again = server.get("/v1/links", "If-None-Match", held);
      assertEquals(304, again.statusCode(), held);
      assertEquals("", again.body());
      assertEquals(etag, header(again, "ETag"));
      assertEquals("private, no-cache", header(again, "Cache-Control"));
      assertEquals("Authorization, Cookie", header(again, "Vary"));
    }
    for (String other : List.of("\"x\"", "nonsense", "\"", etag + "\"x\"", ",")) {
      HttpResponse<String> fresh = server.get("/v1/links", "If-None-Match", other);
      assertEquals(200, fresh.statusCode(), other);
      assertEquals(list.body(), fresh.body());
    }
    server.call("PATCH", "/v1/links/1", "{\"note\": \"2\"}");
    HttpResponse<String> changed = server.get("/v1/links", "If-None-Match", etag);
    assertEquals(200, changed.statusCode());
    assertNotEquals(etag, header(changed, "ETag"));
    server.delete("/v1/links/1");
    String before = header(changed, "ETag");
    assertEquals(200, server.get("/v1/links", "If-None-Match", before).statusCode());
  }

  @Test
  void aRefusedQueryIsRefusedToConditionalCallersToo() {
    String etag = header(server.get("/v1/links"), "ETag");
    HttpResponse<String> refused = server.get("/v1/links?limit=0", "If-None-Match", etag);
    assertProblem(ProblemType.INVALID_INPUT, refused);
  }

  @Test
  void aLinkIsNotSentAgainUntilItChanges() {
    save("a", "\"note\": \"1\"");
    String etag = header(server.get("/v1/links/1"), "ETag");
    save("b", "\"note\": \"1\"");
    for (String held : List.of(etag, "W/" + etag, "\"x\",\t" + etag, "*")) {
      HttpResponse<String> again = server.get("/v1/links/1", "If-None-Match", held);
      assertEquals(304, again.statusCode(), held);
      assertEquals("", again.body());
      assertEquals(etag, header(again, "ETag"));
    }
    assertEquals(200, server.get("/v1/links/1", "If-None-Match", "\"x\"").statusCode());
    assertProblem(ProblemType.NOT_FOUND, server.get("/v1/links/9", "If-None-Match", "*"));
    server.call("PATCH", "/v1/links/1", "{\"note\": \"2\"}");
    assertEquals(200, server.get("/v1/links/1", "If-None-Match", etag).statusCode());
  }

  @Test
  void pagingSkipsAndRepeatsNothingWhileAnotherClientWrites() {
    for (int i = 0; i < 60; i++) {
      save("old" + i, "\"note\": null");
    }
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> {
          for (int i = 0; !enough.get(); i++) {
            save("new" + i, "\"note\": null");
            server.call("PATCH", "/v1/links/" + (1 + i % 60), "{\"note\": \"" + i + "\"}");
            server.delete("/v1/links/" + (61 + i));
          }
        });
    try {
      for (int round = 0; round < 5; round++) {
        List<String> found = new ArrayList<>();
        String next = "/v1/links?limit=7";
        while (!next.isEmpty()) {
          HttpResponse<String> page = server.get(next);
          found.addAll(names(json(page)));
          next = nextOf(header(page, "Link"));
        }
        List<String> old = found.stream().filter(name -> name.startsWith("old")).toList();
        List<String> expected = new ArrayList<>();
        for (int i = 59; i >= 0; i--) {
          expected.add("old" + i);
        }
        assertEquals(expected, old);
        assertEquals(found.size(), found.stream().distinct().count());
      }
    } finally {
      enough.set(true);
      writer.join();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"?q=", "?limit=007", "?limit=99999999999999999999"})
  void aLenientListIgnoresUnknownParameters(String query) {
    save("a", "\"title\": \"A\"");
    HttpResponse<String> list =
        server.send(server.request("/v1/links" + query), BodyHandlers.ofString());
    assertEquals(200, list.statusCode(), list.body());
    assertEquals(List.of("a"), names(json(list)));
  }

  private void save(String name, String members) {
    HttpResponse<String> saved =
        server.post("/v1/links", "{\"url\": \"https://%s.example\", %s}".formatted(name, members));
    assertTrue(saved.statusCode() < 300, saved.body());
  }

  private JsonNode list(String query) {
    HttpResponse<String> list = server.get("/v1/links" + query);
    assertEquals(200, list.statusCode(), list.body());
    return json(list);
  }

  private static List<String> names(JsonNode list) {
    return list.get("items").findValuesAsText("url").stream()
        .map(url -> url.substring("https://".length(), url.length() - ".example".length()))
        .toList();
  }

  private static String nextOf(String link) {
    return link.isEmpty()
        ? ""
        : link.substring(link.indexOf('<') + 1, link.indexOf(">; rel=\"next\""));
  }
}
