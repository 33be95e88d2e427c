package linkhold.http.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.HttpSettings;
import linkhold.http.TestServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The headers for browsers. Requests are sent as bytes, since Java's client does not send these
 * headers.
 */
class CorsTest {

  private static final String APP = "https://app.example";

  /** Sent from the server's own origin, which open mode lets pass. */
  private static final String LOCAL = "http://localhost";

  @Test
  void withoutConfiguredOriginsThereAreNoHeadersForBrowsers() throws IOException {
    try (TestServer server = server()) {
      String response = send(server, "OPTIONS", "/links", LOCAL, PREFLIGHT);
      assertTrue(response.startsWith("HTTP/1.1 204 "), response);
      assertFalse(response.contains("Access-Control-"), response);
      assertFalse(response.contains("Vary"), response);
    }
  }

  @Test
  void anAllowedOriginGetsWhatItMaySend() throws IOException {
    try (TestServer server = server(APP, LOCAL)) {
      String response = send(server, "OPTIONS", "/links", APP, PREFLIGHT);
      assertTrue(response.startsWith("HTTP/1.1 204 "), response);
      assertHeader(response, "Access-Control-Allow-Origin: " + APP);
      assertHeader(response, "Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH, DELETE");
      for (String header : List.of("Authorization", "Content-Type", "If-Match", "Prefer")) {
        assertTrue(response.contains(header), response);
      }
      assertHeader(response, "Access-Control-Max-Age: 7200");
      assertHeader(response, "Vary: Origin");
      assertFalse(response.contains("Credentials"), response);
    }
  }

  @Test
  void anAllowedOriginMayReadAnswersAndProblems() throws IOException {
    try (TestServer server = server(LOCAL)) {
      String list = send(server, "GET", "/links", LOCAL, "");
      assertTrue(list.startsWith("HTTP/1.1 200 "), list);
      assertHeader(list, "Access-Control-Allow-Origin: " + LOCAL);
      assertHeader(
          list,
          "Access-Control-Expose-Headers: Content-Disposition, ETag, Link, Linkhold-Outcome,"
              + " Location, RateLimit, RateLimit-Policy, Retry-After");
      assertTrue(list.contains("Authorization"), list);
      String problem = send(server, "GET", "/nowhere", LOCAL, "");
      assertTrue(problem.startsWith("HTTP/1.1 404 "), problem);
      assertHeader(problem, "Access-Control-Allow-Origin: " + LOCAL);
    }
  }

  @Test
  void anyOriginIsAllowedByAnAsterisk() throws IOException {
    try (TestServer server = server("*")) {
      String response = send(server, "OPTIONS", "/links", "https://whoever.example", PREFLIGHT);
      assertHeader(response, "Access-Control-Allow-Origin: *");
      assertFalse(response.contains("Vary: Origin"), response);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example:443, https://app.example",
    "http://app.example:80, http://app.example",
    "http://[::1]:80, http://[::1]",
    "http://app.example:443, http://app.example:443",
  })
  void anOriginIsConfiguredWithItsDefaultPortOrWithout(String configured, String sent)
      throws IOException {
    try (TestServer server = server(configured)) {
      String response = send(server, "OPTIONS", "/links", sent, PREFLIGHT);
      assertHeader(response, "Access-Control-Allow-Origin: " + sent);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example.evil.example",
        "http://app.example",
        "https://app.example:8443",
        "null"
      })
  void anotherOriginGetsNoHeaders(String origin) throws IOException {
    try (TestServer server = server(APP)) {
      String response = send(server, "OPTIONS", "/links", origin, PREFLIGHT);
      assertFalse(response.contains("Access-Control-"), response);
      assertHeader(response, "Vary: Origin");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {APP, "*"})
  void openModeStillRefusesTheCallItself(String configured) throws IOException {
    try (TestServer server = server(configured)) {
      String response = send(server, "GET", "/links", APP, "");
      assertTrue(response.startsWith("HTTP/1.1 403 "), response);
      assertTrue(response.contains(ProblemType.OPEN_MODE.path()), response);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "app.example",
        "https://app.example/",
        "https://App.example",
        "https://a.example,b",
        "https://*.example",
        "null",
        "https://user@a.example"
      })
  void whatIsNoOriginCannotBeConfigured(String text) {
    HttpSettings settings = new HttpSettings("127.0.0.1", 0);
    assertThrows(IllegalArgumentException.class, () -> settings.withCorsOrigins(List.of(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "https://app.example",
        "http://localhost:3000",
        "http://[::1]:3000",
        "capacitor://localhost",
        "chrome-extension://abcdef"
      })
  void anOriginCanBeConfigured(String text) {
    assertTrue(HttpSettings.isOrigin(text));
  }

  private static final String PREFLIGHT = "Access-Control-Request-Method: POST\r\n";

  private static TestServer server(String... origins) {
    InMemoryStore store = new InMemoryStore(Clock.systemUTC());
    HttpSettings settings = new HttpSettings("127.0.0.1", 0).withCorsOrigins(List.of(origins));
    return TestServer.start(settings, store.links(), store.accounts(), () -> true);
  }

  private static String send(
      TestServer server, String method, String path, String origin, String headers)
      throws IOException {
    return server.raw(
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nOrigin: "
            + origin
            + "\r\n"
            + headers
            + "Connection: close\r\n\r\n");
  }

  private static void assertHeader(String response, String line) {
    assertTrue(response.contains("\r\n" + line + "\r\n"), response);
  }
}
