package linkhold.http.access;

import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.assertRawProblem;
import static linkhold.http.call.Problems.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.helidon.http.Method;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.stream.Collectors;
import linkhold.domain.Scope;
import linkhold.domain.TokenStore.Issued;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.TestServer;
import linkhold.http.TokenServer;
import linkhold.http.call.ProblemType;
import linkhold.http.call.Resource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAccessTest {

  private static final String CHALLENGE = "Bearer realm=\"linkhold\"";

  private static TokenServer server;

  @BeforeAll
  static void start() {
    server = TokenServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void eachTokenActsForItsAccount() {
    String ann = server.secret("ann", Scope.WRITE);
    assertEquals(
        201, server.post(ann, "/v1/links", "{\"url\":\"https://ann.example/\"}").statusCode());
    assertEquals("[\"https://ann.example/\"]", server.get(ann, "/links").body());
    assertEquals("[]", server.get(server.secret("bob", Scope.READ), "/links").body());
    assertEquals("ann", json(server.get(ann, "/v1/account").body()).get("name").asText());
    assertEquals("write", json(server.get(ann, "/v1/account").body()).get("scope").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "bearer", "BEARER", "Bearer  "})
  void theSchemeIsReadWithoutCase(String scheme) {
    String secret = server.secret("ann", Scope.READ);
    var request = server.http.request("/links").header("Authorization", scheme + " " + secret);
    assertEquals(200, server.http.send(request).statusCode());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /links",
    "POST, /links",
    "GET, /v1/links",
    "POST, /v1/links",
    "PUT, /v1/links",
    "OPTIONS, /v1/links",
    "GET, /v1/links?limit=nonsense",
    "GET, /v1/accounts",
    "DELETE, /v1/accounts/ann",
    "GET, /nowhere"
  })
  void withoutATokenNothingIsShown(String method, String path) throws IOException {
    String start = method + " " + path + " HTTP/1.1\r\nHost: example.com\r\n";
    String body = "Content-Length: 5\r\nConnection: close\r\n\r\nwrong";
    String response = server.http.raw(start + body);
    assertRawProblem(ProblemType.UNAUTHENTICATED, response);
    assertTrue(response.contains("\r\nWWW-Authenticate: " + CHALLENGE + "\r\n"), response);
    String shown = "Authorization: Bearer lh_wrong\r\n";
    String invalid = server.http.raw(start + shown + body);
    assertRawProblem(ProblemType.UNAUTHENTICATED, invalid);
    assertTrue(invalid.contains(CHALLENGE + ", error=\"invalid_token\"\r\n"), invalid);
  }

  @Test
  void onlyHealthDocumentationAndThePageNeedNoToken() {
    Set<String> open =
        server.http.api.resources().stream()
            .filter(resource -> resource.neededScope(Method.GET).isEmpty())
            .map(Resource::path)
            .collect(Collectors.toSet());
    assertEquals(
        Set.of(
            "/health/live",
            "/health/ready",
            "/health",
            "/problems[/]",
            "/problems/{slug}",
            "/openapi",
            "/docs",
            "/docs/{version}/{file}",
            "/",
            "/save",
            "/manifest.webmanifest",
            "/service-worker.js",
            "/page/{version}/{file}"),
        open);
    for (String path :
        new String[] {
          "/health/live", "/health/ready", "/health", "/problems/not-found", "/openapi", "/docs"
        }) {
      assertEquals(200, server.http.get(path).statusCode());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic YTpi",
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Bearer \u00e4",
        "lh_secret",
        "Bearerlh_secret",
      })
  void otherCredentialsAreUnauthenticated(String credentials) throws IOException {
    String response =
        server.http.raw(
            "GET /links HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: "
                + credentials
                + "\r\n\r\n");
    assertRawProblem(ProblemType.UNAUTHENTICATED, response);
  }

  @Test
  void twoCredentialsAreUnauthenticated() throws IOException {
    String line = "Authorization: Bearer " + server.secret("ann", Scope.READ) + "\r\n";
    String start = "GET /links HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
    assertRawProblem(ProblemType.UNAUTHENTICATED, server.http.raw(start + line + line + "\r\n"));
    assertTrue(server.http.raw(start + line + "\r\n").startsWith("HTTP/1.1 200 "));
  }

  @ParameterizedTest
  @CsvSource({
    "READ, POST, /links, write",
    "READ, POST, /v1/links, write",
    "READ, PATCH, /v1/links/1, write",
    "READ, DELETE, /v1/links/1, write",
    "READ, PUT, /links, write",
    "READ, GET, /v1/accounts, admin",
    "WRITE, GET, /v1/accounts, admin",
    "WRITE, OPTIONS, /v1/accounts, admin",
    "WRITE, DELETE, /v1/accounts/ann, admin",
  })
  void theMissingScopeIsNamed(Scope scope, String method, String path, String needed) {
    HttpResponse<String> response = server.call(server.secret("ann", scope), method, path);
    var problem = assertProblem(ProblemType.INSUFFICIENT_SCOPE, response);
    assertTrue(problem.get("detail").asText().contains("scope " + needed), response.body());
    assertEquals(
        CHALLENGE + ", error=\"insufficient_scope\", scope=\"" + needed + "\"",
        response.headers().firstValue("WWW-Authenticate").orElse(""));
  }

  @Test
  void aTokenExpiresOnTime() {
    InMemoryStore store = TokenServer.storeOfTwo();
    Instant[] now = {Instant.parse("2026-11-23T08:00:00Z")};
    Clock clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now[0];
          }
        };
    Issued issued = store.tokens().issue("ann", "", Scope.READ, now[0].plusSeconds(60));
    String secret = issued.secret().reveal();
    try (TokenServer other =
        TokenServer.start(TokenServer.SETTINGS, store, store.tokens(), clock)) {
      assertEquals(200, other.get(secret, "/links").statusCode());
      now[0] = now[0].plusMillis(59_999);
      assertEquals(200, other.get(secret, "/links").statusCode());
      now[0] = now[0].plusMillis(1);
      assertProblem(ProblemType.UNAUTHENTICATED, other.get(secret, "/links"));
    }
  }

  @Test
  void openModeManagesNoAccounts() {
    try (TestServer open = TestServer.start()) {
      for (String method : new String[] {"GET", "POST"}) {
        var problem =
            assertProblem(ProblemType.INSUFFICIENT_SCOPE, open.call(method, "/v1/accounts"));
        assertTrue(problem.get("detail").asText().contains("--auth token"), problem::toString);
      }
    }
  }

  @Test
  void noAnswerHoldsTheSecretThatWasShown() {
    String secret = server.secret("ann", Scope.READ);
    for (String path : new String[] {"/links", "/v1/account", "/v1/accounts", "/v1/links/7"}) {
      HttpResponse<String> response = server.get(secret, path);
      assertFalse(response.body().contains(secret));
      assertFalse(response.headers().toString().contains(secret));
    }
    assertFalse(server.get("lh_secret-" + secret, "/links").body().contains(secret));
  }
}
