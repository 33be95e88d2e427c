package linkhold.http.server;

import static linkhold.http.call.Problems.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.List;
import linkhold.domain.Scope;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.Authentication;
import linkhold.http.HttpSettings;
import linkhold.http.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server below a path of a host that has others too. */
class PublicPathsTest {

  private static final HttpSettings SETTINGS =
      new HttpSettings("127.0.0.1", 0)
          .withAuthentication(Authentication.TOKEN)
          .withTrustedProxies(List.of("127.0.0.1"));

  private final InMemoryStore store = new InMemoryStore(Clock.systemUTC());
  private String secret = "";
  private TestServer server = TestServer.start(SETTINGS.withBasePath("/links"), store);

  @BeforeEach
  void issueToken() {
    store.accounts().add("ann");
    secret = store.tokens().issue("ann", "", Scope.ADMIN, null).secret().reveal();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** The proxy passes the base path on, or removes it. */
  @ParameterizedTest
  @ValueSource(strings = {"/links", ""})
  void everyAddressInAnAnswerHasTheBasePath(String sent) {
    HttpResponse<String> saved = post(sent + "/v1/links", "{\"url\": \"https://a.example/1\"}");
    assertEquals(201, saved.statusCode());
    assertEquals("/links/v1/links/1", header(saved, "Location"));
    post(sent + "/v1/links", "{\"url\": \"https://a.example/2\"}");
    HttpResponse<String> page = get(sent + "/v1/links?limit=1");
    assertTrue(header(page, "Link").startsWith("</links/v1/links?limit=1&cursor="), page::toString);
    String next = header(page, "Link").replaceFirst("<(.*)>.*", "$1");
    assertEquals(1, json(get(next).body()).get("items").get(0).get("id").asInt());
    HttpResponse<String> added = post(sent + "/v1/accounts", "{\"name\": \"bob\"}");
    assertEquals("/links/v1/accounts/bob", header(added, "Location"));
    JsonNode bookmarks = json(get(sent + "/api/bookmarks/?limit=1").body());
    String expected = "http://127.0.0.1:" + server.api.port() + "/links/api/bookmarks/?";
    assertTrue(bookmarks.get("next").asText().startsWith(expected), bookmarks::toString);
    for (String wrong : List.of("/v1/links/9", "/nowhere", "/v1/links?limit=x", "/v1//x")) {
      JsonNode problem = json(get(sent + wrong).body());
      assertTrue(problem.get("type").asText().startsWith("/links/problems/"), problem::toString);
      assertEquals(200, get(problem.get("type").asText()).statusCode());
    }
  }

  @Test
  void theTutorialsCallsAreBelowItToo() {
    post("/links/links", "{\"url\": \"https://a.example/\"}");
    assertEquals("[\"https://a.example/\"]", get("/links/links").body());
    assertEquals("[\"https://a.example/\"]", get("/links").body());
  }

  @Test
  void theReferenceNamesTheBasePathAndLoadsItsPartsBelowIt() {
    assertTrue(get("/links/openapi").body().contains("\nservers:\n  - url: /links\n"));
    HttpRequest.Builder asJson = request("/links/openapi").header("Accept", "application/json");
    JsonNode document = json(server.send(asJson, BodyHandlers.ofString()).body());
    assertEquals("/links", document.at("/servers/0/url").asText());
    String page = get("/links/docs").body();
    String script = page.replaceFirst("(?s).*<script src=\"([^\"]*)\".*", "$1");
    assertFalse(script.startsWith("/"), script);
    assertEquals(200, get("/links/" + script).statusCode());
    assertEquals(200, get("/links/health/ready").statusCode());
  }

  @Test
  void aTrustedProxysPrefixGoesBeforeTheConfiguredOne() {
    HttpResponse<String> saved =
        server.send(
            request("/v1/links")
                .header("X-Forwarded-Prefix", "/apps/links")
                .header("Content-Type", TestServer.JSON)
                .POST(BodyPublishers.ofString("{\"url\": \"https://a.example/\"}")),
            BodyHandlers.ofString());
    assertEquals("/apps/links/v1/links/1", header(saved, "Location"));
    JsonNode problem =
        json(
            server
                .send(
                    server.request("/v1/links").header("X-Forwarded-Prefix", "/apps/links"),
                    BodyHandlers.ofString())
                .body());
    assertEquals("/apps/links/problems/unauthenticated", problem.get("type").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "/links, true",
    "/apps/links-2, true",
    "/v1, false",
    "/api/x, false",
    "/docs, false",
    "links, false",
    "/links/, false",
    "/, false",
    "//a, false",
    "/a/../b, false",
    "/a b, false",
    "/a%20b, false"
  })
  void aBasePathIsAPathOfItsOwn(String text, boolean valid) {
    assertEquals(valid, HttpSettings.isBasePath(text));
  }

  private HttpRequest.Builder request(String path) {
    return server.request(path).header("Authorization", "Bearer " + secret);
  }

  private HttpResponse<String> get(String path) {
    return server.send(request(path), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String json) {
    return server.send(
        request(path).header("Content-Type", TestServer.JSON).POST(BodyPublishers.ofString(json)),
        BodyHandlers.ofString());
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
