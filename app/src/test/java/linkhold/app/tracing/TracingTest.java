package linkhold.app.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import linkhold.app.monitor.WatchedPageReader;
import linkhold.app.monitor.WatchedStores;
import linkhold.app.settings.ConfigurationException;
import linkhold.domain.ForwardingStores;
import linkhold.domain.LinkUrl;
import linkhold.domain.PageReader;
import linkhold.domain.Scope;
import linkhold.domain.Stores;
import linkhold.domain.TagStore;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.Authentication;
import linkhold.http.HttpApi;
import linkhold.http.HttpSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The spans that a collector gets of requests, calls of the store and reads of pages. */
class TracingTest {

  /** In every URL, query, title and tag that the test sends, and the account's name. */
  private static final String SECRET = "s3cr3t";

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";

  private final InMemoryStore store = new InMemoryStore(Clock.systemUTC());
  private final HttpClient client = HttpClient.newHttpClient();
  private final Collector collector = new Collector();
  private final Tracing tracing =
      Tracing.start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint()), "1.2.3");
  private HttpApi server = serve(store);
  private String token = "";

  @BeforeEach
  void letAnAdminIn() {
    store.accounts().add(SECRET);
    token = store.tokens().issue(SECRET, SECRET, Scope.ADMIN, null).secret().reveal();
  }

  @AfterEach
  void stop() {
    server.close();
    tracing.close();
    collector.close();
    client.close();
  }

  @Test
  void aRequestIsASpanBelowItsCallersWithThoseOfTheStoreBelowIt() throws Exception {
    HttpResponse<String> saved =
        call("POST", "/v1/links", "{\"url\":\"https://s3cr3t.example/\",\"title\":\"s3cr3t\"}");
    assertEquals(201, saved.statusCode());
    end();
    Span request = collector.span("POST /v1/links");
    assertEquals(Span.SpanKind.SPAN_KIND_SERVER, request.getKind());
    assertEquals(TRACE, Collector.hex(request.getTraceId()));
    assertEquals(PARENT, Collector.hex(request.getParentSpanId()));
    assertEquals(
        Map.of(
            "http.request.method", "POST",
            "http.route", "/v1/links",
            "http.response.status_code", "201",
            "linkhold.request.id", saved.headers().firstValue("X-Request-Id").orElseThrow()),
        Collector.attributes(request.getAttributesList()));
    Span call = collector.span("link.save");
    assertEquals(request.getTraceId(), call.getTraceId());
    assertEquals(request.getSpanId(), call.getParentSpanId());
    assertTrue(call.getEndTimeUnixNano() >= call.getStartTimeUnixNano());
    assertEquals("linkhold", collector.resource().get("service.name"));
    assertEquals("1.2.3", collector.resource().get("service.version"));
  }

  @Test
  void nothingOfAPersonIsInASpan() throws Exception {
    call("POST", "/v1/links", "{\"url\":\"https://s3cr3t.example/\",\"tags\":[\"s3cr3t\"]}");
    call("GET", "/v1/links?q=s3cr3t&tag=s3cr3t", "");
    call("GET", "/v1/links/lookup?url=https://s3cr3t.example/", "");
    call("GET", "/s3cr3t?s3cr3t", "");
    call("PATCH", "/v1/tags/s3cr3t", "{\"name\":\"s3cr3t-s3cr3t\"}");
    call("POST", "/v1/links", "{\"url\":\"s3cr3t:\",\"s3cr3t\":1}");
    call("POST", "/v1/import", "s3cr3t");
    call("S3CR3T", "/v1/links", "");
    call("DELETE", "/v1/accounts/s3cr3t", "");
    try (var reader =
        new WatchedPageReader((_, _) -> new PageReader.Result.Nothing(), List.of(tracing))) {
      reader.read(LinkUrl.parse("https://s3cr3t.example/"), Duration.ofSeconds(1));
    }
    end();
    assertTrue(collector.spans().size() > 15, collector.spans()::toString);
    assertFalse(collector.text().toLowerCase(Locale.ROOT).contains(SECRET), collector.text());
    assertFalse(collector.text().contains(token));
  }

  @Test
  void whatIsRefusedOrFailsSaysSo() throws Exception {
    call("GET", "/v1/changes?since=no-cursor", "");
    call("GET", "/nowhere", "");
    server.close();
    server = serve(new BrokenTags(store));
    assertEquals(500, call("GET", "/v1/tags", "").statusCode());
    end();
    Span refused = collector.span("GET /v1/changes");
    assertEquals(
        "400", Collector.attributes(refused.getAttributesList()).get("http.response.status_code"));
    assertTrue(
        Collector.attributes(refused.getAttributesList()).containsKey("linkhold.problem"),
        refused::toString);
    assertEquals(Status.StatusCode.STATUS_CODE_UNSET, refused.getStatus().getCode());
    Span nowhere = collector.span("GET");
    assertFalse(Collector.attributes(nowhere.getAttributesList()).containsKey("http.route"));
    Span failed = collector.span("GET /v1/tags");
    assertEquals(Status.StatusCode.STATUS_CODE_ERROR, failed.getStatus().getCode());
    assertEquals("500", Collector.attributes(failed.getAttributesList()).get("error.type"));
    Span call = collector.span("tag.list");
    assertEquals(Status.StatusCode.STATUS_CODE_ERROR, call.getStatus().getCode());
    assertEquals(
        "java.lang.IllegalStateException",
        Collector.attributes(call.getAttributesList()).get("error.type"));
    assertEquals("", call.getStatus().getMessage());
  }

  @Test
  void theReadsOfAStreamOfEventsAreTracesOfTheirOwnThatLinkToIt() throws Exception {
    HttpRequest request =
        request("GET", "/v1/changes", "").setHeader("Accept", "text/event-stream").build();
    HttpResponse<InputStream> stream = client.send(request, BodyHandlers.ofInputStream());
    call("POST", "/v1/links", "{\"url\":\"https://example.com/\"}");
    try (InputStream events = stream.body()) {
      String read = "";
      while (!read.contains("example.com")) { // sent after it was read from the store
        int next = events.read();
        assertTrue(next >= 0, read);
        read += (char) next;
      }
    }
    end();
    Span events = collector.span("GET /v1/changes");
    List<Span> linked =
        collector.spans().stream()
            .filter(span -> span.getLinksCount() > 0)
            .filter(span -> span.getLinks(0).getSpanId().equals(events.getSpanId()))
            .toList();
    assertFalse(linked.isEmpty(), collector.spans()::toString);
    for (Span span : linked) {
      assertTrue(span.getParentSpanId().isEmpty(), span::toString);
      assertFalse(span.getTraceId().equals(events.getTraceId()), span::toString);
    }
  }

  @Test
  void aReadOfAPageIsASpanWithItsOutcome() throws Exception {
    try (var reader =
        new WatchedPageReader((_, _) -> new PageReader.Result.Unreachable(), List.of(tracing))) {
      reader.read(LinkUrl.parse("https://s3cr3t.example/"), Duration.ofSeconds(1));
    }
    tracing.close();
    Span read = collector.span("page.read");
    assertEquals(Span.SpanKind.SPAN_KIND_CLIENT, read.getKind());
    assertEquals(
        Map.of("linkhold.outcome", "unreachable"), Collector.attributes(read.getAttributesList()));
  }

  @Test
  void whatTheVariablesAskForAndCannotBeIsRefused() {
    Map<String, String> grpc =
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317",
            "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
    assertRefused(grpc, "OTEL_EXPORTER_OTLP_PROTOCOL is 'grpc'");
    assertRefused(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "collector"), "OTEL_");
    assertRefused(
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint(), "OTEL_TRACES_SAMPLER", "no-such"),
        "no-such");
  }

  private static void assertRefused(Map<String, String> environment, String reason) {
    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> Tracing.start(environment, "1.2.3"));
    assertTrue(refused.mistakes().getFirst().contains(reason), refused::toString);
  }

  @Test
  void tracesAreMadeOnlyWhenThereIsAnAddressToSendThemTo() {
    assertFalse(TracingVariables.areSet(Map.of()));
    assertFalse(
        TracingVariables.areSet(
            Map.of("OTEL_SERVICE_NAME", "links", "OTEL_EXPORTER_OTLP_ENDPOINT", " ")));
    assertTrue(TracingVariables.areSet(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:4318")));
    assertTrue(
        TracingVariables.areSet(
            Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://a:4318/v1/traces")));
  }

  /** A store of tags with a fault, whose message holds what nobody else may see. */
  private static final class BrokenTags extends ForwardingStores {
    BrokenTags(Stores stores) {
      super(stores);
    }

    @Override
    public TagStore tags() {
      return (TagStore)
          Proxy.newProxyInstance(
              TagStore.class.getClassLoader(),
              new Class<?>[] {TagStore.class},
              (_, _, _) -> {
                throw new IllegalStateException(SECRET);
              });
    }
  }

  private HttpApi serve(Stores stores) {
    return new HttpApi(
        new HttpSettings("127.0.0.1", 0).withAuthentication(Authentication.TOKEN),
        new WatchedStores(stores, List.of(tracing)),
        Clock.systemUTC(),
        tracing);
  }

  /** Ends the server, which sends all spans. */
  private void end() {
    server.close();
    tracing.close();
  }

  private HttpRequest.Builder request(String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .method(method, BodyPublishers.ofString(body))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .header("traceparent", "00-" + TRACE + "-" + PARENT + "-01");
  }

  private HttpResponse<String> call(String method, String path, String body) throws Exception {
    return client.send(request(method, path, body).build(), BodyHandlers.ofString());
  }
}
