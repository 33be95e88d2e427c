package linkhold.http.links;

import static java.nio.charset.StandardCharsets.UTF_8;
import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.assertRawProblem;
import static linkhold.http.call.Problems.header;
import static linkhold.http.call.Problems.json;
import static linkhold.http.call.Problems.pointers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import linkhold.domain.StoreContract;
import linkhold.domain.Tag;
import linkhold.domain.TickingClock;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.TestServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Saving, finding and looking up links. */
class LinkRoutesTest {

  private static final String FULL =
      """
      {"url": " https://example.com/a?utm_source=x ", "title": "A \\"title\\"", "description": "ü",
       "note": "two\\nlines 😀", "imageUrl": "https://example.com/ä.png",
       "iconUrl": "HTTP://example.com/favicon.ico", "tags": ["Java", "two words", "java"], "unread": true,
       "archived": true, "favorite": true, "shared": true,
       "createdAt": "2020-02-29T13:34:56.6543219+01:00"}
      """;

  private final InMemoryStore store =
      new InMemoryStore(new TickingClock(Instant.parse("2026-01-01T00:00:00Z")));
  private final TestServer server = TestServer.start(store);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aSavedLinkIsAnsweredWholeAndInOrder() {
    HttpResponse<String> saved = server.post("/v1/links", FULL);
    assertEquals(201, saved.statusCode());
    String updatedAt = json(saved).get("updatedAt").asText();
    assertTrue(updatedAt.matches("2026-01-01T00:00:0\\d\\.000000Z"), updatedAt);
    assertEquals(
        "{\"id\":1,\"url\":\"https://example.com/a?utm_source=x\",\"title\":\"A \\\"title\\\"\","
            + "\"description\":\"ü\",\"note\":\"two\\nlines 😀\",\"imageUrl\":\"https://example.com/%C3%A4.png\","
            + "\"iconUrl\":\"HTTP://example.com/favicon.ico\","
            + "\"tags\":[\"Java\",\"two-words\"],"
            + "\"unread\":true,\"archived\":true,\"favorite\":true,\"shared\":true,"
            + "\"createdAt\":\"2020-02-29T12:34:56.654321Z\",\"updatedAt\":\""
            + updatedAt
            + "\",\"revision\":1,\"pageRead\":\"off\"}",
        saved.body());
    assertEquals("/v1/links/1", header(saved, "Location"));
    assertEquals("created", header(saved, "Linkhold-Outcome"));
    assertEquals("application/json", header(saved, "Content-Type"));
    assertEquals("private, no-cache", header(saved, "Cache-Control"));
    assertEquals("Authorization, Cookie", header(saved, "Vary"));
    assertTrue(header(saved, "ETag").matches("\"[0-9a-z]+\\.1\""), header(saved, "ETag"));
    HttpResponse<String> found = server.get(header(saved, "Location"));
    assertEquals(200, found.statusCode());
    assertEquals(saved.body(), found.body());
    assertEquals(header(saved, "ETag"), header(found, "ETag"));
    assertEquals("private, no-cache", header(found, "Cache-Control"));
    assertEquals("Authorization, Cookie", header(found, "Vary"));
  }

  @Test
  void aTextOfAShareSheetIsSavedAsItsUrlAndTitle() {
    JsonNode saved =
        json(
            server.post(
                "/v1/links",
                "{\"text\": \"Apple pie\\nhttps://cook.example/1 via @cook\", \"tags\": [\"pie\"]}"));
    assertEquals("https://cook.example/1", saved.get("url").asText());
    assertEquals("Apple pie", saved.get("title").asText());
    assertEquals("[\"pie\"]", saved.get("tags").toString());

    HttpResponse<String> again =
        server.post("/v1/links", "{\"text\": \"Another https://cook.example/1\"}");
    assertEquals("unchanged", header(again, "Linkhold-Outcome"));
    assertEquals("Apple pie", json(again).get("title").asText());

    JsonNode titled =
        json(
            server.post(
                "/v1/links",
                "{\"url\": null, \"text\": \"Bread https://cook.example/2\", \"title\": \"Mine\"}"));
    assertEquals("Mine", titled.get("title").asText());
    JsonNode untitled =
        json(server.post("/v1/links", "{\"url\": \"https://cook.example/3\", \"text\": null}"));
    assertTrue(untitled.get("title").isNull());
    assertEquals(
        "Cake",
        json(server.post("/v1/links", "{\"text\": \"Cake https://cook.example/3\"}"))
            .get("title")
            .asText());
  }

  @Test
  void eachFaultHasACodeForPrograms() {
    String body =
        "{\"url\": \"javascript:alert(1)\", \"title\": \"%s\", \"note\": 1, \"unread\": null,"
                .formatted("t".repeat(2_049))
            + " \"description\": \"\\u0000\", \"createdAt\": \"today\", \"titel\": \"T\"}";
    assertEquals(
        Map.of(
            "/url",
            "refused-url",
            "/title",
            "too-long",
            "/note",
            "wrong-type",
            "/description",
            "unstorable",
            "/createdAt",
            "invalid",
            "/titel",
            "unknown"),
        codes(server.post("/v1/links", body)));
    assertEquals(Map.of("/url", "missing"), codes(server.post("/v1/links", "{}")));
    assertEquals(
        Map.of("/limit", "too-many", "/size", "unknown"),
        codes(server.get("/v1/links?limit=1&limit=2&size=3")));
    String tags =
        IntStream.rangeClosed(0, Tag.MAX_PER_LINK)
            .mapToObj(i -> "\"" + i + "\"")
            .collect(Collectors.joining(","));
    assertEquals(
        Map.of("/tags", "too-many"),
        codes(
            server.post(
                "/v1/links", "{\"url\": \"https://a.example\", \"tags\": [" + tags + "]}")));
  }

  private static Map<String, String> codes(HttpResponse<String> refusal) {
    assertEquals(400, refusal.statusCode());
    Map<String, String> codes = new HashMap<>();
    json(refusal)
        .get("errors")
        .forEach(fault -> codes.put(fault.get("pointer").asText(), fault.get("code").asText()));
    return codes;
  }

  @Test
  void aTextWithoutOneUrlIsRefusedWithAllThatIsWrong() {
    HttpResponse<String> two =
        server.post(
            "/v1/links",
            "{\"text\": \"https://a.example/1 https://b.example/2\", \"tags\": [\"\"], \"x\": 1}");
    assertEquals(400, two.statusCode());
    assertEquals(
        "[{\"code\":\"refused-url\",\"pointer\":\"/text\","
            + "\"detail\":\"2 different URLs are in it, and one has to be:"
            + " https://a.example/1, https://b.example/2.\"},"
            + "{\"code\":\"invalid\",\"pointer\":\"/tags/0\",\"detail\":\"A tag needs at least one character.\"},"
            + "{\"code\":\"unknown\",\"pointer\":\"/x\",\"detail\":\"Unknown member.\"}]",
        json(two).get("errors").toString());
    for (String body :
        List.of(
            "{\"text\": \"Note: buy milk\"}",
            "{\"text\": \"\"}",
            "{\"text\": 1}",
            "{\"url\": \"https://a.example/\", \"text\": \"https://a.example/\"}")) {
      HttpResponse<String> refused = server.post("/v1/links", body);
      assertEquals(400, refused.statusCode(), body);
      assertEquals("/text", json(refused).at("/errors/0/pointer").asText(), body);
    }
    assertEquals("[]", json(server.get("/v1/links")).get("items").toString());
  }

  @Test
  void aUrlThatIsTextIsRefused() {
    for (String url :
        List.of(
            "Recipe: https://cook.example/1",
            "https://sig.example/1\\n\\nSent from my phone",
            "https://a.example/1\\nhttps://b.example/2",
            "Note: buy milk",
            "C:\\\\Users\\\\me",
            "content://com.example/1",
            "view-source:https://a.example/")) {
      HttpResponse<String> refused = server.post("/v1/links", "{\"url\": \"" + url + "\"}");
      assertEquals(400, refused.statusCode(), url);
      assertEquals("/url", json(refused).at("/errors/0/pointer").asText(), url);
    }
  }

  @Test
  void picturesAreAtWebUrlsAlone() {
    for (String url :
        List.of("javascript:alert(1)", "data:image/png;base64,AA", "ftp://a/b", "x")) {
      HttpResponse<String> refused =
          server.post(
              "/v1/links",
              "{\"url\": \"https://example.com/\", \"imageUrl\": \"%s\", \"iconUrl\": \"%s\"}"
                  .formatted(url, url));
      assertEquals(400, refused.statusCode(), url);
      assertEquals("/imageUrl", json(refused).at("/errors/0/pointer").asText(), url);
      assertEquals("/iconUrl", json(refused).at("/errors/1/pointer").asText(), url);
    }
  }

  @Test
  void whatALinkDoesNotHaveIsNullOrFalse() {
    HttpResponse<String> saved = server.post("/v1/links", "{\"url\": \"example.com\"}");
    assertTrue(
        saved
            .body()
            .startsWith(
                "{\"id\":1,\"url\":\"https://example.com\",\"title\":null,\"description\":null,"
                    + "\"note\":null,\"imageUrl\":null,\"iconUrl\":null,\"tags\":[],\"unread\":false,\"archived\":false,"
                    + "\"favorite\":false,\"shared\":false,\"createdAt\":"),
        saved.body());
  }

  @Test
  void savingAgainReturnsItsOutcome() {
    String url = "\"url\": \"https://example.com/\"";
    HttpResponse<String> created = server.post("/v1/links", "{" + url + ", \"tags\": [\"a\"]}");
    HttpResponse<String> merged =
        server.post("/v1/links", "{" + url + ", \"title\": \"T\", \"tags\": [\"b\"]}");
    assertEquals(200, merged.statusCode());
    assertEquals("merged", header(merged, "Linkhold-Outcome"));
    assertEquals("", header(merged, "Location"));
    assertEquals("[\"a\",\"b\"]", json(merged).get("tags").toString());
    assertNotEquals(header(created, "ETag"), header(merged, "ETag"));

    HttpResponse<String> unchanged = server.post("/v1/links", "{" + url + "}");
    assertEquals(200, unchanged.statusCode());
    assertEquals("unchanged", header(unchanged, "Linkhold-Outcome"));
    assertEquals(merged.body(), unchanged.body());
    assertEquals(header(merged, "ETag"), header(unchanged, "ETag"));

    server.delete("/v1/links/1");
    HttpResponse<String> restored = server.post("/v1/links", "{" + url + "}");
    assertEquals(201, restored.statusCode());
    assertEquals("restored", header(restored, "Linkhold-Outcome"));
    assertEquals("/v1/links/1", header(restored, "Location"));
    assertTrue(json(restored).get("title").isNull());
  }

  @Test
  void nullCountsAsAbsentAndAnEmptyTextClears() {
    server.post("/v1/links", FULL);
    JsonNode merged =
        json(
            server.post(
                "/v1/links",
                """
                {"url": "https://example.com/a", "title": null, "description": "", "note": " ",
                 "tags": null, "unread": null, "archived": false, "favorite": null, "shared": null,
                 "createdAt": null}
                """));
    assertEquals("A \"title\"", merged.get("title").asText());
    assertTrue(merged.get("description").isNull());
    assertTrue(merged.get("note").isNull());
    assertEquals(2, merged.get("tags").size());
    assertTrue(merged.get("unread").asBoolean());
    assertEquals(false, merged.get("archived").asBoolean());
    assertEquals("2020-02-29T12:34:56.654321Z", merged.get("createdAt").asText());
  }

  @Test
  void aLinkCanBeSentBackAsItWasRead() {
    HttpResponse<String> saved = server.post("/v1/links", FULL);
    HttpResponse<String> again = server.post("/v1/links", saved.body());
    assertEquals("unchanged", header(again, "Linkhold-Outcome"));
    HttpRequest.Builder odd =
        server
            .request("/v1/links")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"url\": \"https://example.com/a\", \"id\": []}"));
    assertEquals(
        200,
        server.send(odd, BodyHandlers.ofString()).statusCode(),
        "read-only members are not even looked at");
  }

  @Test
  void everyFaultOfABodyIsReportedAtOnce() {
    String body =
        """
        {"url": "no url", "title": 5, "description": "%s", "note": "a\\u0000b",
         "tags": ["a", "b", "c", "", 7, null, "ok", "\\ud800"], "unread": "yes", "archived": 0,
         "favorite": [], "shared": {}, "createdAt": "yesterday", "bogus": 1, "a/b": 2}
        """
            .formatted("x".repeat(16_385));
    JsonNode problem = assertProblem(ProblemType.INVALID_INPUT, server.post("/v1/links", body));
    assertEquals(
        List.of(
            "/archived",
            "/a~1b",
            "/bogus",
            "/createdAt",
            "/description",
            "/favorite",
            "/note",
            "/shared",
            "/tags/3",
            "/tags/4",
            "/tags/5",
            "/tags/7",
            "/title",
            "/unread",
            "/url"),
        pointers(problem).stream().sorted().toList());
    assertEquals(0, json(server.get("/v1/account")).get("revision").asInt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                     | /url
          {"url": null}                                          | /url
          {"url": 7}                                             | /url
          {"url": "javascript:alert(1)"}                         | /url
          {"url": "https://"}                                   | /url
          {"url": "a.example", "tags": "a"}                      | /tags
          {"url": "a.example", "tags": {"0": "a"}}               | /tags
          {"url": "a.example", "addTags": ["a"]}                 | /addTags
          {"url": "a.example", "Title": "a"}                     | /Title
          {"url": "a.example", "createdAt": 1700000000}          | /createdAt
          {"url": "a.example", "createdAt": "2026-01-01"}        | /createdAt
          {"url": "a.example", "createdAt": "2026-01-01T00:00:00"} | /createdAt
          {"url": "a.example", "createdAt": "0000-01-01T00:00:00Z"} | /createdAt
          []                                                     | ``
          """)
  void aFaultIsReportedWithItsPlace(String body, String pointer) {
    JsonNode problem = assertProblem(ProblemType.INVALID_INPUT, server.post("/v1/links", body));
    assertEquals(List.of(pointer), pointers(problem));
    assertEquals(0, json(server.get("/v1/account")).get("revision").asInt());
  }

  @Test
  void tooManyTagsAreAFaultOfTheTagsAlsoTogetherWithThoseThere() {
    String half = String.join("\",\"", numbered(40));
    String other = String.join("\",\"x", numbered(40));
    String body = "{\"url\": \"a.example\", \"tags\": [\"%s\"]}";
    assertEquals(201, server.post("/v1/links", body.formatted(half)).statusCode());
    HttpResponse<String> merged = server.post("/v1/links", body.formatted("x" + other));
    assertEquals(List.of("/tags"), pointers(assertProblem(ProblemType.INVALID_INPUT, merged)));
    HttpResponse<String> whole = server.post("/v1/links", body.formatted(half + "\",\"" + other));
    assertEquals(List.of("/tags"), pointers(assertProblem(ProblemType.INVALID_INPUT, whole)));
  }

  @Test
  void unknownMembersAreIgnoredForALenientCaller() {
    String body = "{\"url\": \"a.example\", \"colour\": \"red\"}";
    HttpResponse<String> saved =
        server.call("POST", "/v1/links", body, "Prefer", "respond-async, Handling = \"lenient\"");
    assertEquals(201, saved.statusCode());
    assertEquals("handling=lenient", header(saved, "Preference-Applied"));
    HttpResponse<String> patched =
        server.call("PATCH", "/v1/links/1", "{\"x\": 1}", "Prefer", "handling=lenient; p=1");
    assertEquals(200, patched.statusCode());
    assertEquals("handling=lenient", header(patched, "Preference-Applied"));
    HttpResponse<String> wrong =
        server.call("POST", "/v1/links", "{\"url\": 1, \"x\": 1}", "Prefer", "handling=lenient");
    assertEquals(List.of("/url"), pointers(assertProblem(ProblemType.INVALID_INPUT, wrong)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"handling=strict", "lenient", "handling=strict, handling=lenient", "x"})
  void otherPreferencesAreStrict(String preference) {
    String body = "{\"url\": \"a.example\", \"colour\": \"red\"}";
    HttpResponse<String> refused = server.call("POST", "/v1/links", body, "Prefer", preference);
    assertEquals(List.of("/colour"), pointers(assertProblem(ProblemType.INVALID_INPUT, refused)));
    HttpResponse<String> saved =
        server.call("POST", "/v1/links", "{\"url\": \"a.example\"}", "Prefer", preference);
    assertEquals(201, saved.statusCode());
    assertEquals("", header(saved, "Preference-Applied"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/merge-patch+json",
        "application/x-www-form-urlencoded",
        "application/json; charset=iso-8859-1"
      })
  void aBodyOfAnotherMediaTypeIsNotSupported(String type) {
    byte[] body = "{\"url\": \"a.example\"}".getBytes(UTF_8);
    assertProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE, server.post("/v1/links", type, body));
    assertProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE, server.post("/v1/links", null, body));
  }

  @Test
  void textThatIsNotJsonIsRefused() {
    assertProblem(ProblemType.INVALID_JSON, server.post("/v1/links", "{\"url\": "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2",
        "0",
        "-1",
        "+1",
        "01",
        "1.0",
        "x",
        "%31x",
        "1%20",
        "%D9%A1",
        "9223372036854775808",
        "99999999999999999999999999"
      })
  void anIdThatNoLinkHasIsNotFoundWhateverItLooksLike(String id) {
    server.post("/v1/links", "{\"url\": \"a.example\"}");
    String path = "/v1/links/" + id;
    JsonNode problem = assertProblem(ProblemType.NOT_FOUND, server.get(path));
    assertEquals("There is no such link.", problem.get("detail").asText());
    for (HttpResponse<String> response :
        List.of(server.call("PATCH", path, "{}"), server.delete(path))) {
      assertProblem(ProblemType.NOT_FOUND, response);
      assertEquals("private, no-cache", header(response, "Cache-Control"));
      assertEquals("Authorization, Cookie", header(response, "Vary"));
    }
  }

  @Test
  void anotherAccountsLinkIsAbsent() {
    var other = store.accounts().add("other").id();
    store.links().save(other, StoreContract.draft("https://secret.example/"));
    assertProblem(ProblemType.NOT_FOUND, server.get("/v1/links/1"));
    assertProblem(ProblemType.NOT_FOUND, server.call("PATCH", "/v1/links/1", "{\"note\": \"x\"}"));
    assertProblem(ProblemType.NOT_FOUND, server.delete("/v1/links/1"));
    assertProblem(ProblemType.NOT_FOUND, server.get("/v1/links/lookup?url=secret.example"));
    assertEquals("[]", json(server.get("/v1/links?archived=any")).get("items").toString());
    assertEquals("[]", server.get("/v1/tags").body());
    assertEquals(0, json(server.get("/v1/account")).get("links").asInt());
    assertEquals(1, store.links().summary(other).links());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https%3A%2F%2Fexample.com%2Fa",
        "https://EXAMPLE.com/a/%3Futm_source=other",
        "example.com/a",
        "+https://example.com:443/a"
      })
  void aLinkIsLookedUpByAnySpellingOfItsUrl(String url) {
    HttpResponse<String> saved = server.post("/v1/links", FULL);
    HttpResponse<String> found = server.get("/v1/links/lookup?url=" + url);
    assertEquals(200, found.statusCode());
    assertEquals(saved.body(), found.body());
    assertEquals(header(saved, "ETag"), header(found, "ETag"));
    HttpResponse<String> held =
        server.get("/v1/links/lookup?url=" + url, "If-None-Match", header(saved, "ETag"));
    assertEquals(304, held.statusCode());
  }

  @Test
  void aPlusAndAnAmpersandOfAUrlAreEscapedInALookup() {
    server.post("/v1/links", "{\"url\": \"https://example.com/?a=1+1&b=ü\"}");
    String url = "/v1/links/lookup?url=https://example.com/?a=1%2B1%26b=%C3%BC";
    assertEquals(200, server.get(url).statusCode());
    assertProblem(ProblemType.NOT_FOUND, server.get(url.replace("%2B", "+")));
  }

  @Test
  void aUrlThatIsNotSavedOrWasDeletedIsNotFound() {
    server.post("/v1/links", "{\"url\": \"https://example.com/\"}");
    assertProblem(ProblemType.NOT_FOUND, server.get("/v1/links/lookup?url=https://a.example/"));
    server.delete("/v1/links/1");
    assertProblem(ProblemType.NOT_FOUND, server.get("/v1/links/lookup?url=https://example.com/"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', /url",
    "?url=, /url",
    "?url, /url",
    "?url=javascript:alert(1), /url",
    "?url=a.example&url=b.example, /url",
    "?url=%FF, /url",
    "?url=a%00.example, /url",
    "?url=a.example&x=1, /x",
    "?url=a.example&%FF=1, ''",
  })
  void aLookupNeedsOneUrlAndNothingElse(String query, String pointer) {
    HttpResponse<String> response = server.get("/v1/links/lookup" + query);
    assertEquals(List.of(pointer), pointers(assertProblem(ProblemType.INVALID_INPUT, response)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=100%", "a=100%2", "a=%zz", "a=ü", "a=|"})
  void anInvalidQueryIsMalformed(String query) throws IOException {
    String request =
        "GET /v1/links/lookup?"
            + query
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    String response = server.raw(request.getBytes(UTF_8));
    assertRawProblem(ProblemType.MALFORMED_REQUEST, response);
  }

  @Test
  void aLenientLookupMayAskForMore() {
    server.post("/v1/links", "{\"url\": \"a.example\"}");
    HttpResponse<String> found =
        server.get("/v1/links/lookup?url=a.example&x=1", "Prefer", "handling=lenient");
    assertEquals(200, found.statusCode());
    assertEquals("handling=lenient", header(found, "Preference-Applied"));
  }

  @Test
  void otherMethodsAreNotAllowed() {
    assertAllow("GET, PATCH, DELETE, HEAD, OPTIONS", server.call("PUT", "/v1/links/1", "{}"));
    assertAllow("POST, GET, HEAD, OPTIONS", server.delete("/v1/links"));
    assertAllow("GET, HEAD, OPTIONS", server.call("POST", "/v1/links/lookup", "{}"));
    assertAllow("GET, HEAD, OPTIONS", server.delete("/v1/account"));
    assertAllow("GET, HEAD, OPTIONS", server.call("POST", "/v1/tags", "{}"));
    assertAllow("PATCH, DELETE, OPTIONS", server.get("/v1/tags/a"));
  }

  @Test
  void anAnswerOtherThanJsonCannotBeHad() {
    for (String path : List.of("/v1/links", "/v1/links/1", "/v1/tags", "/v1/account")) {
      assertProblem(ProblemType.NOT_ACCEPTABLE, server.get(path, "Accept", "text/html"));
    }
    String body = "{\"url\": \"a.example\"}";
    HttpResponse<String> save = server.call("POST", "/v1/links", body, "Accept", "text/html");
    assertProblem(ProblemType.NOT_ACCEPTABLE, save);
    assertEquals(0, json(server.get("/v1/account")).get("links").asInt());
  }

  @Test
  void headReturnsTheHeadersOfALink() {
    HttpResponse<String> saved = server.post("/v1/links", FULL);
    HttpResponse<String> head = server.call("HEAD", "/v1/links/1");
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
    assertEquals(header(saved, "ETag"), header(head, "ETag"));
    assertEquals(
        saved.body().getBytes(UTF_8).length,
        head.headers().firstValueAsLong("Content-Length").orElse(-1));
  }

  private static void assertAllow(String methods, HttpResponse<String> response) {
    assertProblem(ProblemType.METHOD_NOT_ALLOWED, response);
    assertEquals(methods, header(response, "Allow"));
  }

  private static String[] numbered(int count) {
    return IntStream.range(0, count).mapToObj(i -> "t" + i).toArray(String[]::new);
  }
}
