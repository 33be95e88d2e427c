package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import linkhold.app.tracing.Collector;
import linkhold.domain.Patience;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Traces of the packaged program, as the variables of OpenTelemetry ask for them. */
final class LinkholdTracesIT {

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @Test
  void requestsAreTracedAndTheEndSendsWhatIsLeft() throws Exception {
    try (Collector collector = new Collector();
        RunningLinkhold server =
            serve(
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint(),
                    "OTEL_SERVICE_NAME", "our-links",
                    "OTEL_BSP_SCHEDULE_DELAY", "3600000",
                    "LINKHOLD_ACCESS_LOG", "on"))) {
      assertEquals(200, server.save("https://s3cr3t.example/"));
      assertEquals(List.of(), collector.spans());
      server.terminate();
      assertEquals(0, server.awaitExit(), server::errors);
      Span request = collector.span("POST /links");
      Span call = collector.span("link.save");
      assertEquals(request.getSpanId(), call.getParentSpanId());
      assertEquals("our-links", collector.resource().get("service.name"));
      assertFalse(collector.text().contains("s3cr3t"), collector.text());
      assertTrue(
          server.errors().contains(" trace=00-" + Collector.hex(request.getTraceId()) + "-"),
          server::errors);
    }
  }

  @Test
  void withoutAnAddressNothingOfOpenTelemetryIsLoaded() throws Exception {
    Path classes = DATABASES.top().resolve("classes.log");
    try (RunningLinkhold server =
        serve(Map.of("LINKHOLD_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes))) {
      assertEquals(200, server.save("https://example.com/"));
      server.terminate();
      assertEquals(0, server.awaitExit(), server::errors);
    }
    String loaded = Files.readString(classes);
    assertTrue(loaded.contains(" linkhold.app.tracing.TracingVariables "), "no list of classes");
    assertFalse(loaded.contains(" io.opentelemetry."), "it is loaded");
    assertFalse(loaded.contains(" linkhold.app.tracing.Tracing "), "it is loaded");
  }

  @Test
  void anUnreachableCollectorDelaysNeitherRequestsNorTheShutdown() throws Exception {
    String nobody;
    try (Collector gone = new Collector()) {
      nobody = gone.endpoint();
    }
    try (RunningLinkhold server =
        serve(
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                nobody,
                "OTEL_BSP_SCHEDULE_DELAY",
                "100",
                // Otherwise the failure is logged after some ten seconds of retries.
                "OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED",
                "true"))) {
      assertEquals(200, server.save("https://example.com/"));
      Patience.await("a line of the log", () -> server.errors().contains("Failed to export"));
      assertEquals(200, server.save("https://example.com/2"));
      server.terminate();
      assertEquals(0, server.awaitExit(), server::errors);
    }
  }

  @Test
  void unusableVariablesAreReportedBeforeAnythingStarts() throws Exception {
    Path directory = DATABASES.top().resolve("never-made");
    try (RunningLinkhold refused =
        RunningLinkhold.launch(
            DATABASES.top(),
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317",
                "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            "--port=0",
            "--data-dir=" + directory)) {
      assertEquals(2, refused.awaitExit());
      assertEquals(1, refused.errors().lines().count(), refused::errors);
      assertTrue(refused.errors().contains("http/protobuf"), refused::errors);
      assertFalse(Files.exists(directory));
    }
  }

  private static RunningLinkhold serve(Map<String, String> environment) throws Exception {
    RunningLinkhold server =
        RunningLinkhold.launch(
            DATABASES.top(), environment, "--port=0", "--data-dir=" + DATABASES.blank());
    server.awaitReady();
    return server;
  }
}
