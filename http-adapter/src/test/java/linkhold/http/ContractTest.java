package linkhold.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import linkhold.domain.memory.InMemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every call, as the OpenAPI document describes it; {@link TestServer} checks each against it. */
class ContractTest {

  private static final String FULL =
      """
      {"url": "https://example.com/a", "title": "A", "description": "B", "note": "C",
       "tags": ["java", "two words"], "unread": true, "archived": false, "favorite": true,
       "shared": true, "createdAt": "2026-01-02T03:04:05+01:00"}
      """;

  private final TestServer server = TestServer.start(new InMemoryStore(Clock.systemUTC()));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void linksAreSavedReadChangedAndDeleted() {
    HttpResponse<String> saved = server.post("/v1/links", FULL);
    assertEquals(201, saved.statusCode());
    String tag = header(saved, "ETag");
    String link = header(saved, "Location");
    assertEquals(200, server.post("/v1/links", FULL).statusCode());
    assertEquals(200, server.post("/v1/links", saved.body()).statusCode(), "what was read");
    assertEquals(200, server.get(link).statusCode());
    assertEquals(304, send("GET", link, "", "If-None-Match", tag).statusCode());
    assertEquals(200, server.get("/v1/links/lookup?url=HTTPS://example.com/a/").statusCode());
    assertEquals(200, patch(link, "{\"note\": null, \"addTags\": [\"x\"]}", tag).statusCode());
    assertEquals(412, patch(link, "{\"note\": \"other\"}", tag).statusCode());
    server.post("/v1/links", "{\"url\": \"https://example.com/b\"}");
    assertEquals(409, patch(link, "{\"url\": \"https://example.com/b\"}", "*").statusCode());
    assertEquals(412, send("DELETE", link, "", "If-Match", tag).statusCode());
    assertEquals(204, server.call("DELETE", link).statusCode());
    assertEquals(204, server.call("DELETE", link).statusCode());
    assertEquals(404, server.get(link).statusCode());
    HttpResponse<String> restored = server.post("/v1/links", FULL);
    assertEquals("restored", header(restored, "Linkhold-Outcome"));
  }

  @Test
  void linksAreListedByEveryParameter() {
    for (int i = 0; i < 3; i++) {
      server.post(
          "/v1/links",
          "{\"url\": \"https://example.com/%d\", \"tags\": [\"a b\", \"c\"]}".formatted(i));
    }
    HttpResponse<String> page =
        server.get(
            "/v1/links?q=example%20-%22no%20such%22&tag=a%20b&tag=C&unread=false&archived=any&favorite=any"
                + "&shared=false&sort=title&limit=2");
    assertEquals(200, page.statusCode());
    String next = header(page, "Link").replaceAll("<(.*)>.*", "$1");
    assertEquals(200, server.get(next).statusCode());
    assertEquals(200, server.get("/v1/links?limit=100000").statusCode());
    assertEquals(
        304, send("GET", "/v1/links", "", "If-None-Match", header(page, "ETag")).statusCode());
  }

  @Test
  void tagsAreListedRenamedAndRemoved() {
    server.post("/v1/links", FULL);
    HttpResponse<String> tags = server.get("/v1/tags");
    assertEquals(200, tags.statusCode());
    assertEquals(
        304, send("GET", "/v1/tags", "", "If-None-Match", header(tags, "ETag")).statusCode());
    assertEquals(200, patch("/v1/tags/java", "{\"name\": \"jvm\"}", "*").statusCode());
    assertEquals(404, patch("/v1/tags/none", "{\"name\": \"nobody\"}", "*").statusCode());
    assertEquals(204, server.call("DELETE", "/v1/tags/jvm").statusCode());
    assertEquals(200, server.get("/v1/account").statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /v1/links?sort=url          | ''                                | 400
          GET    | /v1/links?limit=0&page=2    | ''                                | 400
          GET    | /v1/links/lookup            | ''                                | 400
          GET    | /v1/links/lookup?url=a.b/c  | ''                                | 404
          GET    | /v1/links/abc               | ''                                | 404
          POST   | /v1/links                   | {"url": 5, "titel": "x"}          | 400
          POST   | /v1/links                   | {                                 | 400
          PATCH  | /v1/links/7                 | {}                                | 404
          PATCH  | /v1/links/7                 | {"url": null}                     | 400
          DELETE | /v1/links/7                 | ''                                | 404
          PATCH  | /v1/tags/java               | {"name": ""}                      | 400
          GET    | /v1/nowhere                 | ''                                | 404
          PUT    | /v1/links                   | {}                                | 405
          """)
  void refusalsAreDocumented(String method, String path, String body, int status) {
    assertEquals(status, send(method, path, body, "Accept", "application/json").statusCode());
  }

  @ParameterizedTest
  @CsvSource({"POST, /v1/links", "PATCH, /v1/links/7", "PATCH, /v1/tags/java"})
  void aBodyOfAnotherKindIsRefusedAsDocumented(String method, String path) {
    var request =
        server
            .request(path)
            .header("Content-Type", "text/plain")
            .method(method, BodyPublishers.ofString("x"));
    assertEquals(415, server.send(request).statusCode());
  }

  @ParameterizedTest
  @CsvSource({"/v1/links", "/v1/links/7", "/v1/links/lookup?url=a.b", "/v1/tags", "/v1/account"})
  void anAnswerOfAnotherKindIsRefusedAsDocumented(String path) {
    assertEquals(406, send("GET", path, "", "Accept", "text/html").statusCode());
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/tags, 202, '[]'",
    "/v1/tags, 200, '[{\"name\": \"a\", \"count\": \"1\"}]'",
    "/v1/tags, 200, '[{\"name\": \"a\"}]'",
    "/v1/tags, 200, '[{\"name\": \"a\", \"count\": 1, \"color\": \"red\"}]'",
  })
  void whatTheDocumentDoesNotDescribeIsNoticed(String path, int status, String body)
      throws Exception {
    var answer =
        "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nETag: W/\"1\"\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(status, body.length(), body);
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = HttpClient.newHttpClient()) {
      var response =
          client.sendAsync(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + socket.getLocalPort() + path))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      try (var connection = socket.accept()) {
        connection.getOutputStream().write(answer.getBytes(UTF_8));
        HttpResponse<String> got = response.join();
        assertThrows(AssertionError.class, () -> Contract.check(got.request(), got));
      }
    }
  }

  private HttpResponse<String> patch(String path, String body, String ifMatch) {
    return send("PATCH", path, body, "If-Match", ifMatch);
  }

  private HttpResponse<String> send(
      String method, String path, String body, String header, String value) {
    var request = server.request(path).header(header, value);
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return server.send(request.method(method, BodyPublishers.ofString(body)));
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
