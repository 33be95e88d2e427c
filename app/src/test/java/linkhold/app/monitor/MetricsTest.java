package linkhold.app.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import linkhold.domain.LinkUrl;
import linkhold.domain.PageReader;
import linkhold.domain.Scope;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.Authentication;
import linkhold.http.HttpApi;
import linkhold.http.HttpLimits;
import linkhold.http.HttpSettings;
import linkhold.http.MetricsServer;
import linkhold.persistence.DatabaseState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class MetricsTest {

  private static final Path DOCS = Path.of("..", "docs", "monitoring");

  private final InMemoryStore store = new InMemoryStore(Clock.systemUTC());
  private final Metrics metrics = new Metrics(Clock.systemUTC(), "1.2.3", "abc");
  private final BackupState backups = new BackupState();
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpApi server =
      new HttpApi(
          new HttpSettings("127.0.0.1", 0)
              .withAuthentication(Authentication.TOKEN)
              .withLimits(HttpLimits.builder().requestsPerToken(20).build()),
          new WatchedStores(store, List.of(metrics)),
          Clock.systemUTC(),
          new Monitors(List.of(metrics, backups)));
  private String admin = "";
  private String writer = "";

  @BeforeEach
  void start() {
    store.accounts().add("ann");
    admin = store.tokens().issue("ann", "", Scope.ADMIN, null).secret().reveal();
    writer = store.tokens().issue("ann", "", Scope.WRITE, null).secret().reveal();
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  @Test
  void pagesThatAreReadAreCountedByTheOutcome() throws Exception {
    try (var reader =
        new WatchedPageReader((_, _) -> new PageReader.Result.Unreachable(), List.of(metrics))) {
      LinkUrl url = LinkUrl.parse("https://s3cr3t.example/");
      assertEquals(new PageReader.Result.Unreachable(), reader.read(url, Duration.ofSeconds(1)));
    }
    String page = call("GET", admin, "/metrics", "").body();
    assertHas(page, "linkhold_page_reads_total{outcome=\"unreachable\"} 1");
    assertFalse(page.contains("s3cr3t"), page);
  }

  @Test
  void webhooksAreCountedByTheOutcome() throws Exception {
    metrics.webhookEnded("failed");
    String page = call("GET", admin, "/metrics", "").body();
    assertHas(page, "linkhold_webhook_deliveries_total{outcome=\"failed\"} 1");
  }

  @Test
  void requestsAndSavesAreCountedByRouteAndOutcome() throws Exception {
    save("https://s3cr3t.example/");
    save("https://s3cr3t.example/");
    call("GET", writer, "/v1/links?q=s3cr3t", "");
    call("GET", writer, "/s3cr3t", "");
    call("GET", writer, "/v1/changes?since=s3cr3t", "");
    call("POST", writer, "/v1/import", "https://a.example/\nhttps://b.example/");
    String page = call("GET", admin, "/metrics", "").body();
    assertHas(page, "linkhold_build_info{commit=\"abc\",version=\"1.2.3\"} 1");
    assertHas(page, "linkhold_saves_total{outcome=\"created\"} 3");
    assertHas(page, "linkhold_saves_total{outcome=\"unchanged\"} 1");
    assertHas(
        page,
        "linkhold_http_request_duration_seconds_count{method=\"POST\",route=\"/v1/links\","
            + "status=\"201\"} 1");
    assertHas(page, "route=\"/*\",status=\"404\"} 1");
    assertHas(page, "linkhold_store_call_duration_seconds_count{call=\"link.save\"} 3");
    assertHas(page, "linkhold_http_problems_total{type=\"not-found\"} 1");
    assertHas(page, "linkhold_imports_total 1");
    assertHas(page, "linkhold_imported_links_total{outcome=\"created\"} 2");
    assertHas(page, "jvm_memory_used_bytes");
    assertFalse(page.contains("s3cr3t"), page);
  }

  @Test
  void aLimitThatRefusesIsCountedByItsSetting() throws Exception {
    for (int i = 0; i < 21; i++) {
      call("GET", writer, "/v1/account", "");
    }
    String page = call("GET", admin, "/metrics", "").body();
    assertHas(page, "linkhold_limit_refusals_total{limit=\"requests-per-token\"} 1");
  }

  @Test
  void onlyAdminsReadTheMetrics() throws Exception {
    assertEquals(403, call("GET", writer, "/metrics", "").statusCode());
    assertEquals(401, call("GET", "lh_wrong", "/metrics", "").statusCode());
    assertEquals(200, call("GET", admin, "/metrics", "").statusCode());
  }

  @Test
  void aListenerOfItsOwnNeedsNoTokenAndHasNothingElse() throws Exception {
    try (var own = new MetricsServer("127.0.0.1", 0, metrics)) {
      HttpResponse<String> page = get(own.port(), "/metrics", "application/openmetrics-text");
      assertEquals(200, page.statusCode());
      assertTrue(page.body().endsWith("# EOF\n"), page.body());
      assertTrue(
          page.headers()
              .firstValue("Content-Type")
              .orElseThrow()
              .startsWith("application/openmetrics-text"));
      assertEquals(404, get(own.port(), "/v1/links", "*/*").statusCode());
    }
  }

  @Test
  void aFailedBackupIsAWarningOfReadinessUntilOneSucceeds() throws Exception {
    metrics.watchBackups(backups);
    assertEquals("{\"status\":\"up\"}", get(server.port(), "/health/ready", "*/*").body());
    backups.failed(Instant.ofEpochSecond(1000));
    HttpResponse<String> ready = get(server.port(), "/health/ready", "*/*");
    assertEquals(200, ready.statusCode());
    assertTrue(
        ready.body().contains("\"warnings\":[\"The scheduled backup of 1970-01-01T00:16:40Z"));
    assertHas(
        call("GET", admin, "/metrics", "").body(),
        "linkhold_backup_last_failure_timestamp_seconds 1000.0");
    backups.succeeded(Instant.ofEpochSecond(2000));
    assertEquals("{\"status\":\"up\"}", get(server.port(), "/health/ready", "*/*").body());
    assertHas(
        call("GET", admin, "/metrics", "").body(),
        "linkhold_backup_last_success_timestamp_seconds 2000.0");
  }

  @Test
  void everyMetricOfTheDashboardAndOfTheAlertsExists() throws Exception {
    metrics.watchBackups(backups);
    metrics.watchReadiness(() -> true);
    metrics.watchEmbedded(() -> true);
    metrics.watchDatabase(() ->
        new DatabaseState(
            List.of(new DatabaseState.Pool("one", 5, 1, 2, 0)),
            List.of(new DatabaseState.Sharing("find", 1, 2, 1, 1000)),
            Optional.of(
                new DatabaseState.Replica(
                    true, List.of(new DatabaseState.Reads("primary", "behind", 1))))));
    backups.failed(Instant.EPOCH);
    backups.succeeded(Instant.EPOCH);
    get(server.port(), "/health/live", "*/*");
    save("https://a.example/");
    call("POST", writer, "/v1/import", "https://a.example/");
    for (int i = 0; i < 21; i++) {
      call("GET", writer, "/nowhere", "");
    }
    Set<String> known = new TreeSet<>();
    Matcher types =
        Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)")
            .matcher(call("GET", admin, "/metrics", "").body());
    while (types.find()) {
      known.add(types.group(1));
      if (types.group(2).equals("histogram")) {
        known.addAll(
            List.of(
                types.group(1) + "_bucket", types.group(1) + "_count", types.group(1) + "_sum"));
      }
    }
    List<String> used = new ArrayList<>();
    for (String expression : expressions()) {
      Matcher names = Pattern.compile("\\b(?:linkhold|jvm|process)_\\w+").matcher(expression);
      while (names.find()) {
        used.add(names.group());
      }
    }
    assertTrue(used.size() > 20, used.toString());
    assertEquals(
        List.of(), used.stream().filter(name -> !known.contains(name)).toList(), known.toString());
  }

  /** What the dashboard draws and what the alerts watch. */
  private static List<String> expressions() throws IOException {
    JsonNode dashboard =
        new JsonMapper().readTree(Files.readString(DOCS.resolve("grafana-dashboard.json")));
    List<String> all = new ArrayList<>(dashboard.findValuesAsText("expr"));
    Map<String, List<Map<String, List<Map<String, String>>>>> rules =
        new Yaml().load(Files.readString(DOCS.resolve("alerts.yaml")));
    for (Map<String, List<Map<String, String>>> group : rules.getOrDefault("groups", List.of())) {
      for (Map<String, String> rule : group.getOrDefault("rules", List.of())) {
        all.add(rule.getOrDefault("expr", ""));
      }
    }
    return all;
  }

  private static void assertHas(String page, String line) {
    assertTrue(page.contains(line), () -> line + " is not in " + page);
  }

  private void save(String url) throws Exception {
    call("POST", writer, "/v1/links", "{\"url\":\"" + url + "\"}");
  }

  private HttpResponse<String> call(String method, String token, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> get(int port, String path, String accept) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Accept", accept)
            .build();
    return client.send(request, BodyHandlers.ofString());
  }
}
