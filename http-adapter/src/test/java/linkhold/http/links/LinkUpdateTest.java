package linkhold.http.links;

import static java.nio.charset.StandardCharsets.UTF_8;
import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.header;
import static linkhold.http.call.Problems.json;
import static linkhold.http.call.Problems.pointers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import linkhold.http.TestServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changing and deleting links. */
class LinkUpdateTest {

  private static final String LINK = "/v1/links/1";

  private final TestServer server = TestServer.start();
  private String etag = "";

  @BeforeEach
  void save() {
    HttpResponse<String> saved =
        server.post(
            "/v1/links",
            """
            {"url": "https://example.com/", "title": "T", "description": "D", "note": "N",
             "tags": ["a", "b"], "unread": true, "archived": true, "favorite": true,
             "shared": true, "createdAt": "2020-01-01T00:00:00Z"}
            """);
    etag = header(saved, "ETag");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void onlyWhatIsMentionedChanges() {
    JsonNode before = json(server.get(LINK));
    HttpResponse<String> patched = patch("{\"title\": \"New\", \"unread\": false}");
    assertEquals(200, patched.statusCode());
    assertEquals("private, no-cache", header(patched, "Cache-Control"));
    assertNotEquals(etag, header(patched, "ETag"));
    JsonNode after = json(patched);
    assertEquals("New", after.get("title").asText());
    assertEquals(false, after.get("unread").asBoolean());
    assertEquals(2, after.get("revision").asInt());
    before
        .fieldNames()
        .forEachRemaining(name -> {
          if (!List.of("title", "unread", "revision", "updatedAt").contains(name)) {
            assertEquals(before.get(name), after.get(name), name);
          }
        });
    assertEquals(patched.body(), server.get(LINK).body());
    assertEquals(header(patched, "ETag"), header(server.get(LINK), "ETag"));
  }

  @Test
  void aLinkMayGetAnotherUrlAndCreationTime() {
    JsonNode link =
        json(patch("{\"url\": \"b.example\", \"createdAt\": \"2021-01-01T01:00:00+01:00\"}"));
    assertEquals("https://b.example", link.get("url").asText());
    assertEquals("2021-01-01T00:00:00.000000Z", link.get("createdAt").asText());
    assertEquals(1, link.get("id").asInt());
  }

  @Test
  void nullClears() {
    JsonNode link =
        json(
            patch(
                """
                {"title": null, "description": null, "note": null, "tags": null, "unread": null,
                 "archived": null, "favorite": null, "shared": null, "addTags": null}
                """));
    for (String text : List.of("title", "description", "note")) {
      assertTrue(link.get(text).isNull(), text);
    }
    assertEquals("[]", link.get("tags").toString());
    for (String flag : List.of("unread", "archived", "favorite", "shared")) {
      assertEquals("false", link.get(flag).toString(), flag);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"tags": ["c", "B"]}                                 | ["c","b"]
          {"tags": []}                                         | []
          {"addTags": ["c", "A"]}                              | ["a","b","c"]
          {"removeTags": ["A", "x"]}                           | ["b"]
          {"tags": ["x"], "addTags": ["y"], "removeTags": ["X"]} | ["y"]
          """)
  void tagsAreReplacedAddedAndRemoved(String patch, String tags) {
    assertEquals(tags, json(patch(patch)).get("tags").toString());
  }

  @Test
  void aPatchThatChangesNothingTakesNoRevision() {
    assertEquals(etag, header(patch("{}"), "ETag"));
    assertEquals(etag, header(patch(server.get(LINK).body()), "ETag"));
  }

  @Test
  void everyFaultOfAPatchIsReportedAtOnce() {
    HttpResponse<String> refused =
        patch(
            """
            {"url": null, "title": 1, "createdAt": null, "tags": [""], "addTags": ["ok", 5],
             "removeTags": "x", "bogus": true, "id": 7, "revision": null, "updatedAt": 0}
            """);
    assertEquals(
        List.of("/addTags/1", "/bogus", "/createdAt", "/removeTags", "/tags/0", "/title", "/url"),
        pointers(assertProblem(ProblemType.INVALID_INPUT, refused)).stream().sorted().toList());
    assertEquals(etag, header(server.get(LINK), "ETag"));
  }

  @Test
  void tooManyTagsAreRefused() {
    String tags = String.join("\",\"", IntStream.range(0, 63).mapToObj(i -> "t" + i).toList());
    HttpResponse<String> refused = patch("{\"addTags\": [\"" + tags + "\"]}");
    assertEquals(List.of("/tags"), pointers(assertProblem(ProblemType.INVALID_INPUT, refused)));
  }

  @Test
  void theUrlOfAnotherLinkIsAConflict() {
    server.post("/v1/links", "{\"url\": \"https://other.example/\"}");
    assertProblem(ProblemType.ALREADY_EXISTS, patch("{\"url\": \"https://OTHER.example\"}"));
    assertEquals(etag, header(server.get(LINK), "ETag"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/merge-patch+json; charset=UTF-8"})
  void aPatchIsReadUnderEitherMediaType(String type) {
    assertEquals(200, patchAs(type).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json-patch+json", "text/plain", "application/problem+json"})
  void aPatchOfAnotherMediaTypeIsRefusedWithTheAcceptedOnes(String type) {
    HttpResponse<String> refused = patchAs(type);
    assertProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE, refused);
    assertEquals("application/merge-patch+json, application/json", header(refused, "Accept-Patch"));
  }

  @Test
  void aPatchOfTheCurrentVersionIsApplied() {
    String list = "\"x.1\", ,W/\"y\",\"a,b\" , " + etag + ",";
    assertEquals(200, patch("{\"note\": \"1\"}", "If-Match", list).statusCode());
    assertEquals(200, patch("{\"note\": \"2\"}", "If-Match", "*").statusCode());
    String current = header(server.get(LINK), "ETag");
    HttpResponse<String> lines =
        patch("{\"note\": \"3\"}", "If-Match", "\"x.1\"", "If-Match", current);
    assertEquals(200, lines.statusCode());
  }

  /** When they compress, nginx makes a tag weak, and Apache, Caddy and Jetty append a suffix. */
  @ParameterizedTest
  @ValueSource(strings = {"W/\"%s\"", "\"%s-gzip\"", "\"%s--gzip\"", "\"%s-br\"", "W/\"%s-gzip\""})
  void aTagThatAProxyHasChangedStandsForItsVersion(String form) {
    String tag = form.formatted(etag.substring(1, etag.length() - 1));
    assertEquals(304, server.get(LINK, "If-None-Match", tag).statusCode());
    assertEquals(200, patch("{\"note\": \"1\"}", "If-Match", tag).statusCode());
    assertProblem(ProblemType.PRECONDITION_FAILED, patch("{\"note\": \"2\"}", "If-Match", tag));
    assertProblem(ProblemType.PRECONDITION_FAILED, server.delete(LINK, "If-Match", tag));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/tags?limit=1, /limit",
    "GET, /v1/account?x, /x",
    "GET, /v1/links/1?fields=url, /fields",
    "DELETE, /v1/links/1?permanent=true, /permanent",
    "DELETE, /v1/tags/a?x=1, /x",
  })
  void aParameterThatTheCallDoesNotHaveIsRefused(String method, String path, String pointer) {
    JsonNode problem = assertProblem(ProblemType.INVALID_INPUT, server.call(method, path));
    assertEquals(pointer, problem.at("/errors/0/pointer").asText());
    assertEquals(etag, header(server.get(LINK), "ETag"));
    HttpResponse<String> lenient =
        server.send(
            server
                .request(path)
                .header("Prefer", "handling=lenient")
                .method(method, BodyPublishers.noBody()));
    assertTrue(lenient.statusCode() < 400, lenient::body);
  }

  @Test
  void aStalePatchIsAnsweredWithTheCurrentLink() {
    HttpResponse<String> first = patch("{\"note\": \"first\"}", "If-Match", etag);
    HttpResponse<String> second = patch("{\"note\": \"second\"}", "If-Match", etag);
    JsonNode problem = assertProblem(ProblemType.PRECONDITION_FAILED, second);
    assertEquals(json(first), problem.get("link"));
    assertEquals(header(first, "ETag"), header(second, "ETag"));
    assertEquals("private, no-cache", header(second, "Cache-Control"));
    assertEquals(1, second.headers().allValues("Content-Type").size());
    assertEquals(first.body(), server.get(LINK).body());
  }

  @Test
  void anAppliedPatchMayBeRepeated() {
    HttpResponse<String> first = patch("{\"note\": \"first\"}", "If-Match", etag);
    HttpResponse<String> again = patch("{\"note\": \"first\"}", "If-Match", etag);
    assertEquals(200, again.statusCode());
    assertEquals(first.body(), again.body());
  }

  @Test
  void aTagThatNoVersionHasMatchesNothing() {
    String epoch = etag.substring(1, etag.indexOf('.'));
    for (String tag :
        List.of(
            "\"\"",
            "\"-gzip\"",
            "\".1\"",
            "\"x\"",
            "\"" + epoch + ".+1\"",
            "\"" + epoch + ".01\"",
            "\"0" + epoch + ".1\"",
            "\"" + epoch.toUpperCase(Locale.ROOT) + "A.1\"",
            "\"" + epoch + ".99999999999999999999\"",
            "\"zzzzzzzzzzzzzzzzzzzzzzz.1\"",
            "\"" + epoch + ".2\"")) {
      HttpResponse<String> refused = patch("{\"note\": \"x\"}", "If-Match", tag);
      assertProblem(ProblemType.PRECONDITION_FAILED, refused);
      assertProblem(ProblemType.PRECONDITION_FAILED, server.delete(LINK, "If-Match", tag));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"abc.1", "\"abc", "abc\"", "\"a\" \"b\"", "w/\"a\"", "'a'", "*, \"a\"", ","})
  void aMalformedIfMatchIsRefused(String value) {
    assertProblem(ProblemType.MALFORMED_REQUEST, patch("{\"note\": \"x\"}", "If-Match", value));
    assertProblem(ProblemType.MALFORMED_REQUEST, server.delete(LINK, "If-Match", value));
    assertEquals(etag, header(server.get(LINK), "ETag"));
  }

  @Test
  void aDeletedLinkIsGoneAndMayBeDeletedAgain() {
    HttpResponse<String> deleted = server.delete(LINK);
    assertEquals(204, deleted.statusCode());
    assertEquals("", deleted.body());
    assertEquals("", header(deleted, "Content-Length"));
    assertEquals("private, no-cache", header(deleted, "Cache-Control"));
    assertEquals("Authorization, Cookie", header(deleted, "Vary"));
    assertProblem(ProblemType.NOT_FOUND, server.get(LINK));
    assertProblem(ProblemType.NOT_FOUND, patch("{\"note\": \"x\"}"));
    assertEquals(204, server.delete(LINK).statusCode());
    assertEquals(204, server.delete(LINK, "If-Match", "\"stale.1\"").statusCode());
    assertProblem(ProblemType.NOT_FOUND, server.delete("/v1/links/2"));
  }

  @Test
  void onlyTheVersionAtHandIsDeleted() {
    HttpResponse<String> changed = patch("{\"note\": \"new\"}");
    HttpResponse<String> refused = server.delete(LINK, "If-Match", etag);
    JsonNode problem = assertProblem(ProblemType.PRECONDITION_FAILED, refused);
    assertEquals("new", problem.at("/link/note").asText());
    assertEquals(header(changed, "ETag"), header(refused, "ETag"));
    assertEquals(204, server.delete(LINK, "If-Match", header(changed, "ETag")).statusCode());
  }

  @Test
  void ofTwoClientsThatPatchOneVersionOneGetsTheOthersWork() throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 50; round++) {
        String version = header(server.get(LINK), "ETag");
        CountDownLatch both = new CountDownLatch(2);
        List<Future<HttpResponse<String>>> answers =
            List.of("left " + round, "right " + round).stream()
                .map(note ->
                    clients.submit(() -> {
                      both.countDown();
                      both.await();
                      return patch("{\"note\": \"" + note + "\"}", "If-Match", version);
                    }))
                .toList();
        HttpResponse<String> one = answers.get(0).get();
        HttpResponse<String> other = answers.get(1).get();
        HttpResponse<String> won = one.statusCode() == 200 ? one : other;
        HttpResponse<String> lost = one.statusCode() == 200 ? other : one;
        assertEquals(200, won.statusCode());
        JsonNode problem = assertProblem(ProblemType.PRECONDITION_FAILED, lost);
        assertEquals(json(won), problem.get("link"));
        assertEquals(won.body(), server.get(LINK).body());
      }
    }
  }

  private HttpResponse<String> patch(String json, String... headers) {
    return server.call("PATCH", LINK, json, headers);
  }

  private HttpResponse<String> patchAs(String type) {
    return server.send(
        server
            .request(LINK)
            .header("Content-Type", type)
            .method("PATCH", BodyPublishers.ofByteArray("{\"note\":\"ü\"}".getBytes(UTF_8))));
  }
}
