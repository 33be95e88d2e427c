package linkhold.app.tracing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A collector of traces on this machine, which receives OTLP over HTTP. */
public final class Collector implements AutoCloseable {

  private final HttpServer server;
  private final Queue<byte[]> bodies = new ConcurrentLinkedQueue<>();

  public Collector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/traces", this::receive);
    server.start();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      bodies.add(exchange.getRequestBody().readAllBytes());
      exchange.sendResponseHeaders(200, -1);
    }
  }

  /** The value for {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Everything that was sent so far, as bytes in a text. */
  public String text() {
    StringBuilder text = new StringBuilder();
    bodies.forEach(body -> text.append(new String(body, StandardCharsets.ISO_8859_1)));
    return text.toString();
  }

  /** Every span that was sent so far. */
  public List<Span> spans() throws InvalidProtocolBufferException {
    List<Span> spans = new ArrayList<>();
    for (byte[] body : bodies) {
      for (var resource : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
        resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
      }
    }
    return spans;
  }

  /** The only span of this name. */
  public Span span(String name) throws InvalidProtocolBufferException {
    List<Span> named = spans().stream().filter(span -> span.getName().equals(name)).toList();
    if (named.size() != 1) {
      throw new AssertionError(
          named.size()
              + " spans "
              + name
              + " among "
              + spans().stream().map(Span::getName).toList());
    }
    return named.getFirst();
  }

  /** What the spans are of, such as the service's name. */
  public Map<String, String> resource() throws InvalidProtocolBufferException {
    return attributes(
        ExportTraceServiceRequest.parseFrom(bodies.element())
            .getResourceSpans(0)
            .getResource()
            .getAttributesList());
  }

  /** The attributes of a span, numbers as texts. */
  public static Map<String, String> attributes(List<KeyValue> attributes) {
    Map<String, String> texts = new TreeMap<>();
    for (KeyValue attribute : attributes) {
      texts.put(
          attribute.getKey(),
          attribute.getValue().hasIntValue()
              ? Long.toString(attribute.getValue().getIntValue())
              : attribute.getValue().getStringValue());
    }
    return texts;
  }

  /** An id as it is written elsewhere. */
  public static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
