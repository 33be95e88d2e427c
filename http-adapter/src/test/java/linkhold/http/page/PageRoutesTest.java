package linkhold.http.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;
import linkhold.http.TestServer;
import linkhold.http.call.BasePath;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageRoutesTest {

  private static final Pattern ADDRESS = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/?q=java", "/save", "/save?url=https://a.example/&title=A"})
  void thePageIsHtmlThatIsAskedAboutBeforeEachUse(String path) {
    HttpResponse<String> page = server.get(path);
    assertEquals(200, page.statusCode());
    assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
    assertEquals("no-cache", header(page, "Cache-Control"));
    assertTrue(page.body().contains("<title>Linkhold</title>"), page::body);
    String tag = header(page, "ETag");
    assertEquals(304, server.get(path, "If-None-Match", tag).statusCode());
    assertEquals("gzip", header(server.get(path, "Accept-Encoding", "gzip"), "Content-Encoding"));
    assertEquals("", server.call("HEAD", path).body());
  }

  @Test
  void everyPartIsThereToBeKept() {
    List<String> parts = addresses().stream().filter(path -> path.startsWith("/page/")).toList();
    assertTrue(parts.size() > 20, parts::toString);
    for (String part : parts) {
      HttpResponse<String> response = server.get(part);
      assertEquals(200, response.statusCode(), part);
      assertTrue(header(response, "Cache-Control").contains("immutable"), part);
      assertFalse(response.body().isEmpty());
      assertFalse(response.body().contains("from \"preact"), part);
    }
  }

  @Test
  void theServiceWorkerKeepsWhatIsThere() {
    HttpResponse<String> worker = server.get("/service-worker.js");
    assertEquals("no-cache", header(worker, "Cache-Control"));
    String list = worker.body().replaceFirst("(?s).*FILES = \\[(.*?)];.*", "$1");
    for (String file : list.split(", ", -1)) {
      assertEquals(200, server.get("/" + file.replace("\"", "")).statusCode(), file);
    }
  }

  @Test
  void nothingRunsButThePagesOwnScripts() {
    HttpResponse<String> page = server.get("/");
    String policy = header(page, "Content-Security-Policy");
    assertTrue(
        policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"), policy);
    assertTrue(policy.endsWith("img-src 'self'"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertFalse(page.body().matches("(?s).*<script(?![^>]* src=).*"), page::body);
    assertFalse(page.body().contains("style=\""), page::body);
  }

  @Test
  void imagesOfOtherServersAreAllowedToWhoChoseThem() {
    HttpResponse<String> page = server.get("/", "Cookie", "a=b; linkhold-images=shown");
    assertTrue(header(page, "Content-Security-Policy").endsWith("img-src 'self' https: http:"));
    assertTrue(page.headers().allValues("Vary").contains("Cookie"));
  }

  @Test
  void pagesOfOtherSitesMayLeadToItButMayNotCallInOpenMode() {
    assertEquals(200, server.get("/save", "Sec-Fetch-Site", "cross-site").statusCode());
    assertEquals(403, server.get("/v1/account", "Sec-Fetch-Site", "cross-site").statusCode());
  }

  @Test
  void addressesHaveTheBasePath() {
    PageFile page =
        BasePath.call("/apps", () -> PageFiles.get().filled("index.html", BasePath.of("/")));
    List<String> addresses = addresses(page.text());
    assertTrue(addresses.stream().allMatch(path -> path.startsWith("/apps/")), addresses::toString);
  }

  @Test
  void aPartOfAnotherVersionIsAbsent() {
    assertEquals(404, server.get("/page/000000000000/app.js").statusCode());
    assertEquals(
        404, server.get("/page/" + PageFiles.get().version() + "/index.html").statusCode());
  }

  private static List<String> addresses() {
    return addresses(server.get("/").body());
  }

  private static List<String> addresses(String html) {
    return ADDRESS.matcher(html).results().map(match -> match.group(1)).toList();
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
