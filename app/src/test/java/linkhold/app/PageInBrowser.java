package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import linkhold.domain.Patience;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser, for tests: a server for each test, and the same browser for all tests
 * of a class.
 */
abstract class PageInBrowser {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Browser browser;

  /** For files of the class's tests. */
  static Path folder;

  RunningLinkhold server;

  @BeforeAll
  static void openBrowser(@TempDir Path temporary) {
    folder = temporary;
    browser = Browser.open();
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @BeforeEach
  void start() {
    server = serve();
    browser.size(1280, 800, false);
    browser.dark(false);
    browser.console();
  }

  @AfterEach
  void stop() {
    browser.offline(false);
    server.close();
  }

  /** A server in memory, with further arguments. */
  static RunningLinkhold serve(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--port", "0", "--database-url", "memory:"));
    arguments.addAll(List.of(more));
    var server = RunningLinkhold.launch(folder, Map.of(), arguments.toArray(String[]::new));
    server.awaitReady();
    return server;
  }

  /** The address of a path of the server. */
  URI page(String path) {
    return URI.create(server.address() + path);
  }

  /** Opens the page, and waits until it is cached for use without a connection. */
  void openAndKeep() throws Exception {
    browser.go(page("/"));
    browser.awaitTitles(titlesOnServer(""));
    browser.await("await navigator.serviceWorker.ready;");
    Patience.await(
        "the worker", () -> browser.<Boolean>script("return !!navigator.serviceWorker.controller"));
  }

  /** Saves a link by the API. */
  void save(String url, String title) throws Exception {
    String body = "{\"url\": \"%s\", \"title\": \"%s\"}".formatted(url, title);
    assertEquals(201, server.call("", "POST", "/v1/links", body).statusCode());
  }

  /** Saves the sample links. */
  void saveSamples() throws Exception {
    assertEquals(200, server.call("", "POST", "/v1/batch", SampleLinks.batch()).statusCode());
  }

  /** The links that the server lists for a query. */
  JsonNode links(String query) throws IOException, InterruptedException {
    String path = "/v1/links?" + (query.contains("limit=") ? "" : "limit=200&") + query;
    return JSON.readTree(server.get(path).body()).get("items");
  }

  /** Their titles. */
  List<String> titlesOnServer(String query) throws IOException, InterruptedException {
    List<String> titles = new ArrayList<>();
    links(query).forEach(link -> titles.add(link.get("title").asText()));
    return titles;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Takes a screenshot, and asserts that axe-core finds nothing and the console has no message. */
  static void assertWell(String name) {
    browser.screenshot(name);
    assertEquals(List.of(), browser.violations(), name);
    assertEquals(List.of(), browser.console(), name);
  }
}
