package linkhold.http.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import linkhold.http.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceRoutesTest {

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyPartOfThePageIsThereToBeKept() {
    List<String> parts = parts();
    assertEquals(3, parts.size());
    for (String part : parts) {
      HttpResponse<String> response = server.get("/" + part);
      assertEquals(200, response.statusCode(), part);
      assertTrue(header(response, "Cache-Control").contains("immutable"), part);
      assertEquals("nosniff", header(response, "X-Content-Type-Options"));
      assertFalse(response.body().isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/docs/"})
  void thePageFindsItsPartsUnderEachOfItsAddresses(String address) {
    String base = find(server.get("/docs").body(), "<base href=\"([^\"]*)\"").getFirst();
    URI folder = URI.create(address).resolve(base);
    for (String part : parts()) {
      assertEquals(200, server.get(folder.resolve(part).toString()).statusCode(), part);
    }
  }

  @Test
  void thePageRunsItsOwnScriptAndNothingFromElsewhere() throws Exception {
    HttpResponse<String> page = server.get("/docs");
    String policy = header(page, "Content-Security-Policy");
    String script = find(page.body(), "<script>([^<]*)</script>").getFirst();
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] hash = digest.digest(script.getBytes(StandardCharsets.UTF_8));
    assertTrue(
        policy.contains("script-src 'self' 'sha256-" + Base64.getEncoder().encodeToString(hash)),
        policy);
    assertTrue(policy.startsWith("default-src 'none';"), policy);
    assertTrue(policy.contains("connect-src 'self';"), policy);
    assertFalse(policy.contains("http"), policy);
    assertFalse(page.body().contains("//"), page::body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "index.html",
        "swagger-initializer.js",
        "..%2f..%2f..%2f..%2flinkhold%2fhttp%2fopenapi.yaml",
        "%2e%2e/swagger-ui.css",
        "../swagger-ui/swagger-ui.css",
        "swagger-ui.css%00"
      })
  void nothingElseIsServed(String file) throws IOException {
    String css =
        parts().stream().filter(part -> part.endsWith("/swagger-ui.css")).findFirst().orElseThrow();
    String path = "/" + css.replace("swagger-ui.css", file);
    String response =
        server.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertTrue(response.startsWith("HTTP/1.1 40"), response);
  }

  @Test
  void aPartOfAnotherVersionIsAbsent() {
    assertEquals(404, server.get("/docs/0.0.0/swagger-ui.css").statusCode());
  }

  private static List<String> parts() {
    return find(server.get("/docs").body(), "<(?:link|script) [^>]*(?:href|src)=\"([^\"]*)\"");
  }

  private static List<String> find(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(ReferenceRoutesTest::group)
        .toList();
  }

  private static String group(MatchResult match) {
    return match.group(1);
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
