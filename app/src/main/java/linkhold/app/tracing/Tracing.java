package linkhold.app.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.resources.Resource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import linkhold.app.monitor.WatchedPageReader;
import linkhold.app.monitor.WatchedStores;
import linkhold.app.settings.ConfigurationException;
import linkhold.domain.DomainException;
import linkhold.domain.UnavailableException;
import linkhold.http.call.Exchange;
import linkhold.http.call.Monitor;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans of requests, calls of stores and reads of pages, and sends them in the background.
 * Spans are named by routes and by the methods of ports; nothing in them is of a person: no URL, no
 * query, no token, no message of a failure. Attributes have the names that OpenTelemetry gives
 * them.
 */
public final class Tracing
    implements Monitor, WatchedStores.Watch, WatchedPageReader.Watch, AutoCloseable {

  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  private static final AttributeKey<String> REQUEST = AttributeKey.stringKey("linkhold.request.id");
  private static final AttributeKey<String> PROBLEM = AttributeKey.stringKey("linkhold.problem");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("linkhold.outcome");

  private static final int SERVER_ERROR = 500;

  /** How long the end of the process waits for a collector that does not answer. */
  private static final long FLUSH_SECONDS = 3;

  private static final TextMapPropagator PARENT = W3CTraceContextPropagator.getInstance();

  /** The header {@code traceparent} of a request, the only one that an exchange keeps. */
  private static final TextMapGetter<Exchange> HEADERS =
      (exchange, name) ->
          exchange != null && name.equals("traceparent") ? exchange.trace().orElse(null) : null;

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;
  private final Clock clock = Clock.getDefault();

  /** The spans of the requests that are being served. */
  private final Map<Exchange, Span> requests = new ConcurrentHashMap<>();

  private Tracing(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
    this.tracer = sdk.getTracer("linkhold");
  }

  /**
   * Begins to trace as OpenTelemetry's variables configure it.
   *
   * @param environment all variables; those beginning with {@code OTEL_} count
   * @param version of the program
   * @throws ConfigurationException when they cannot be followed
   */
  public static Tracing start(Map<String, String> environment, String version) {
    TracingVariables.requireSupported(environment);
    try {
      return new Tracing(
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook() // the application closes it, after the last request
              .addPropertiesSupplier(() -> defaults(environment))
              .addPropertiesCustomizer(
                  _ -> Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none"))
              .addResourceCustomizer((resource, _) -> describe(version).merge(resource))
              .build()
              .getOpenTelemetrySdk());
    } catch (IllegalStateException
        | IllegalArgumentException
        | io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException e) {
      throw new ConfigurationException(
          List.of("Traces cannot be sent as the variables OTEL_… say: " + e.getMessage()));
    }
  }

  /**
   * The defaults, by the names of system properties: {@code OTEL_A_B} is {@code otel.a.b} there.
   */
  private static Map<String, String> defaults(Map<String, String> environment) {
    Map<String, String> properties = new HashMap<>();
    properties.put("otel.service.name", "linkhold");
    properties.put("otel.exporter.otlp.protocol", TracingVariables.HTTP);
    environment.forEach((name, value) -> {
      if (name.startsWith("OTEL_")) {
        properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
      }
    });
    return properties;
  }

  private static Resource describe(String version) {
    return Resource.create(Attributes.of(AttributeKey.stringKey("service.version"), version));
  }

  @Override
  public void began(Exchange exchange) {
    String method = exchange.method().equals("other") ? "_OTHER" : exchange.method();
    Span span =
        tracer
            .spanBuilder(method)
            .setParent(PARENT.extract(Context.root(), exchange, HEADERS))
            .setSpanKind(SpanKind.SERVER)
            .setAttribute(METHOD, method)
            .setAttribute(REQUEST, exchange.id())
            .startSpan();
    requests.put(exchange, span);
    exchange.trace(traceparent(span.getSpanContext()));
  }

  /** As W3C Trace Context writes it. */
  private static String traceparent(SpanContext span) {
    return "00-%s-%s-%s"
        .formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex());
  }

  @Override
  public void served(Exchange exchange) {
    Span span = requests.remove(exchange);
    if (span == null || !span.isRecording()) {
      return;
    }
    if (!exchange.route().equals(Exchange.NO_ROUTE)) {
      span.updateName(exchange.method() + " " + exchange.route());
      span.setAttribute(ROUTE, exchange.route());
    }
    if (exchange.status() == 0) {
      span.setAttribute(ERROR, "aborted");
    } else {
      span.setAttribute(STATUS, exchange.status());
    }
    if (!exchange.problem().isEmpty()) {
      span.setAttribute(PROBLEM, exchange.problem());
    }
    if (exchange.status() >= SERVER_ERROR) {
      span.setAttribute(ERROR, Integer.toString(exchange.status()));
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  /**
   * A span below that of the request. A stream of events may last for days, so each of its calls is
   * a trace of its own, with a link to the stream's.
   */
  @Override
  public void called(
      String name, long nanos, @Nullable Object result, @Nullable Throwable failure) {
    Exchange exchange = Exchange.current();
    Span request = exchange == null ? null : requests.get(exchange);
    if (exchange == null || request == null || !request.isRecording()) {
      return;
    }
    SpanBuilder builder = tracer.spanBuilder(name);
    if (exchange.isEndless()) {
      builder.setNoParent().addLink(request.getSpanContext());
    } else {
      builder.setParent(Context.root().with(request));
    }
    if (failure != null) {
      builder.setAttribute(ERROR, failure.getClass().getName());
    }
    record(builder, nanos, isFault(failure));
  }

  /** A refusal is an answer, not an error; an unavailable database is an error. */
  private static boolean isFault(@Nullable Throwable failure) {
    return failure != null
        && (failure instanceof UnavailableException || !(failure instanceof DomainException));
  }

  @Override
  public void pageRead(String outcome, long nanos) {
    SpanBuilder builder =
        tracer
            .spanBuilder("page.read")
            .setNoParent()
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute(OUTCOME, outcome);
    record(builder, nanos, false);
  }

  /** A span that took {@code nanos} nanoseconds and ends now. */
  private void record(SpanBuilder builder, long nanos, boolean fault) {
    long end = clock.now();
    Span span = builder.setStartTimestamp(end - nanos, TimeUnit.NANOSECONDS).startSpan();
    if (fault) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end(end, TimeUnit.NANOSECONDS);
  }

  /** Sends the spans so far, then stops. Closing twice does nothing more. */
  @Override
  public void close() {
    sdk.getSdkTracerProvider().shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
  }
}
