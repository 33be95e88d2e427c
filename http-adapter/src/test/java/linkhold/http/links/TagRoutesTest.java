package linkhold.http.links;

import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.header;
import static linkhold.http.call.Problems.json;
import static linkhold.http.call.Problems.pointers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import linkhold.http.TestServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagRoutesTest {

  private final TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void tagsAreListedWithHowManyLinksHaveThem() {
    assertEquals("[]", server.get("/v1/tags").body());
    save("a", "Java", "ü");
    save("b", "java", "Web");
    HttpResponse<String> list = server.get("/v1/tags");
    assertEquals(200, list.statusCode());
    assertEquals(
        "[{\"name\":\"Java\",\"count\":2},{\"name\":\"Web\",\"count\":1},{\"name\":\"ü\",\"count\":1}]",
        list.body());
    assertEquals("application/json", header(list, "Content-Type"));
    assertEquals("private, no-cache", header(list, "Cache-Control"));
    assertEquals("Authorization, Cookie", header(list, "Vary"));
  }

  @Test
  void tagsAreNotSentAgainUntilSomethingChanges() {
    save("a", "x");
    String etag = header(server.get("/v1/tags"), "ETag");
    assertTrue(etag.startsWith("W/\""), etag);
    HttpResponse<String> again = server.get("/v1/tags", "If-None-Match", etag);
    assertEquals(304, again.statusCode());
    assertEquals("", again.body());
    assertEquals(etag, header(again, "ETag"));
    server.delete("/v1/tags/x");
    assertEquals("[]", server.get("/v1/tags", "If-None-Match", etag).body());
  }

  @Test
  void aRenamedTagIsRenamedOnEveryLink() {
    save("a", "x", "y");
    save("b", "X");
    HttpResponse<String> renamed = rename("X", "{\"name\": \" new  name \"}");
    assertEquals(200, renamed.statusCode());
    assertEquals("{\"name\":\"new-name\",\"count\":2}", renamed.body());
    assertEquals("private, no-cache", header(renamed, "Cache-Control"));
    assertEquals("[\"new-name\",\"y\"]", json(server.get("/v1/links/1")).get("tags").toString());
    assertEquals(renamed.body(), rename("X", "{\"name\": \"new-name\"}").body(), "a repeat");
  }

  @Test
  void aTagRenamedToAnotherMergesIntoIt() {
    save("a", "x", "Y");
    save("b", "x");
    assertEquals("{\"name\":\"Y\",\"count\":2}", rename("x", "{\"name\": \"y\"}").body());
    assertEquals("[{\"name\":\"Y\",\"count\":2}]", server.get("/v1/tags").body());
  }

  @Test
  void aTagThatNoLinkHasCannotBeRenamed() {
    assertProblem(ProblemType.NOT_FOUND, rename("x", "{\"name\": \"y\"}"));
    assertProblem(
        ProblemType.METHOD_NOT_ALLOWED, server.call("PATCH", "/v1/tags/", "{\"name\": \"y\"}"));
    assertProblem(ProblemType.NOT_FOUND, server.call("PATCH", "/v1/tags/a/b", "{\"name\": \"y\"}"));
  }

  @ParameterizedTest
  @CsvSource({
    "{}, /name",
    "{\"name\": null}, /name",
    "{\"name\": 5}, /name",
    "{\"name\": \" \"}, /name",
    "{\"name\": \"a\\u0000\"}, /name",
    "'{\"name\": \"a\", \"count\": 1}', /count",
  })
  void aNewNameIsNeededAndNothingElse(String body, String pointer) {
    save("a", "x");
    HttpResponse<String> refused = rename("x", body);
    assertEquals(List.of(pointer), pointers(assertProblem(ProblemType.INVALID_INPUT, refused)));
    assertEquals("[{\"name\":\"x\",\"count\":1}]", server.get("/v1/tags").body());
  }

  @Test
  void aLenientCallerMaySendBackWhatItRead() {
    save("a", "x");
    String body = "{\"name\": \"y\", \"count\": 1}";
    HttpResponse<String> renamed =
        server.call("PATCH", "/v1/tags/x", body, "Prefer", "handling=lenient");
    assertEquals("{\"name\":\"y\",\"count\":1}", renamed.body());
    assertEquals("handling=lenient", header(renamed, "Preference-Applied"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b", "/", "a;b", ";", "c++", "100%", "%2F", "a?b#c", "[x]", "ü😀", "..", ".", "a\\b",
        "\"<>|", "a&b=c", "*", "{name}", "//", "a//b", "lookup"
      })
  void aTagOfAnyCharactersIsReachedByItsEscapedName(String name) {
    save("a", name.replace("\\", "\\\\").replace("\"", "\\\""), "other");
    HttpResponse<String> renamed = rename(name, "{\"name\": \"plain\"}");
    assertEquals("{\"name\":\"plain\",\"count\":1}", renamed.body());
    String back = "{\"name\": \"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
    assertEquals(200, rename("plain", back).statusCode());
    assertEquals(204, server.delete(path(name)).statusCode());
    assertEquals("[{\"name\":\"other\",\"count\":1}]", server.get("/v1/tags").body());
  }

  @Test
  void charactersThatNeedNoEscapeMayStand() {
    save("a", "c++;d&e=f");
    assertEquals(204, server.delete("/v1/tags/c++;d&e=f").statusCode());
    assertEquals("[]", server.get("/v1/tags").body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"%FF", "%20", "%00", "%ED%A0%80"})
  void aPathThatNamesNoTagIsRefused(String part) {
    assertProblem(ProblemType.INVALID_INPUT, server.delete("/v1/tags/" + part));
    assertProblem(
        ProblemType.INVALID_INPUT, server.call("PATCH", "/v1/tags/" + part, "{\"name\": \"a\"}"));
  }

  @Test
  void aRemovedTagIsTakenOffEveryLinkAndMayBeRemovedAgain() {
    save("a", "x", "y");
    save("b", "X");
    HttpResponse<String> removed = server.delete("/v1/tags/X");
    assertEquals(204, removed.statusCode());
    assertEquals("", removed.body());
    assertEquals("private, no-cache", header(removed, "Cache-Control"));
    assertEquals("[{\"name\":\"y\",\"count\":1}]", server.get("/v1/tags").body());
    assertEquals(204, server.delete("/v1/tags/X").statusCode());
    assertEquals(204, server.delete("/v1/tags/never").statusCode());
  }

  @Test
  void aPatchOfAnotherMediaTypeIsRefusedWithTheAcceptedOnes() {
    HttpResponse<String> refused = server.call("PATCH", "/v1/tags/x", "{}", "Accept", "*/*");
    assertProblem(ProblemType.INVALID_INPUT, refused);
    var text =
        server
            .request("/v1/tags/x")
            .header("Content-Type", "text/plain")
            .method("PATCH", BodyPublishers.ofString("y"));
    assertProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE, server.send(text));
  }

  private void save(String name, String... tags) {
    String body =
        "{\"url\": \"%s.example\", \"tags\": [\"%s\"]}".formatted(name, String.join("\",\"", tags));
    assertEquals(201, server.post("/v1/links", body).statusCode());
  }

  private HttpResponse<String> rename(String name, String body) {
    return server.call("PATCH", path(name), body);
  }

  private static String path(String name) {
    return "/v1/tags/"
        + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace(".", "%2E");
  }
}
