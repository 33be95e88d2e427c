package linkhold.http.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import linkhold.json.Json;
import linkhold.json.JsonWriter;

/** The response to a call: a status, headers, and an optional body. */
public final class Response {

  private static final Header VARY_ENCODING =
      HeaderValues.createCached(HeaderNames.VARY, "Accept-Encoding");

  /** Success without a body. */
  public static final Response NO_CONTENT =
      new Response(Status.NO_CONTENT_204, List.of(), new None());

  /** 304: the caller's copy is current. */
  public static final Response NOT_MODIFIED =
      new Response(Status.NOT_MODIFIED_304, List.of(), new None());

  private static final Header JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

  private static final Header HTML =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8");

  /** Server-sent events (WHATWG HTML, 9.2). */
  private static final Header EVENTS =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/event-stream");

  /** Makes nginx pass events on without buffering. */
  private static final Header UNBUFFERED =
      HeaderValues.createCached(HeaderNames.create("X-Accel-Buffering"), "no");

  /**
   * Takes the place of {@code Content-Length} and writes none. Helidon writes {@code
   * Content-Length: 0} for every response without a body unless the header is set, but 204 must not
   * have it, and 304 and responses to {@code HEAD} only with the length of the body that they leave
   * out (RFC 9110, 8.6).
   */
  private static final Header NO_LENGTH =
      (Header)
          Proxy.newProxyInstance(
              Response.class.getClassLoader(),
              new Class<?>[] {Header.class},
              (_, method, arguments) ->
                  method.getName().equals("writeHttp1Header")
                      ? null
                      : method.invoke(HeaderValues.CONTENT_LENGTH_ZERO, arguments));

  /** Success without a body, for the caller alone. */
  public static final Response PRIVATE_NO_CONTENT =
      new Response(
          Status.NO_CONTENT_204, List.of(CacheHeaders.PRIVATE, CacheHeaders.VARY), new None());

  /** Streamed answers are sent in pieces of this size. */
  private static final int BUFFER_BYTES = 16 * 1024;

  private final Status status;
  private final List<Header> headers;
  private final Body body;

  private Response(Status status, List<Header> headers, Body body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** A response with a body that is complete. */
  public static Response of(Status status, List<Header> headers, byte[] body) {
    return new Response(status, headers, new Whole(body));
  }

  /** An answer with a body of JSON. */
  public static Response json(Status status, JsonWriter body) {
    return of(status, List.of(JSON), Json.bytes(body));
  }

  /** An answer with a body of JSON, for the caller alone. */
  public static Response privateJson(Status status, JsonWriter body, Header... more) {
    Header[] headers = new Header[more.length + 3];
    headers[0] = JSON;
    headers[1] = CacheHeaders.PRIVATE;
    headers[2] = CacheHeaders.VARY;
    System.arraycopy(more, 0, headers, 3, more.length);
    return of(status, List.of(headers), Json.bytes(body));
  }

  /** An answer with a body of JSON, for the caller alone, with its entity tag. */
  public static Response privateJson(JsonWriter body, Header entityTag) {
    return privateJson(Status.OK_200, body, entityTag);
  }

  /** Like {@link #privateJson(JsonWriter, Header)}, but sent as {@link #jsonStream} does. */
  public static Response privateJsonStream(JsonWriter body, Header entityTag) {
    return stream(
        List.of(JSON, CacheHeaders.PRIVATE, CacheHeaders.VARY, entityTag),
        out -> Json.write(out, body));
  }

  /**
   * An answer that goes on as long as {@code body} writes and flushes, for the caller alone. It is
   * not compressed, and asks proxies not to buffer it.
   */
  public static Response events(Writer body) {
    return new Response(
        Status.OK_200,
        List.of(EVENTS, CacheHeaders.PRIVATE, CacheHeaders.VARY, UNBUFFERED),
        new Live(body));
  }

  /** 304: the caller's copy, of {@code entityTag}, is current (RFC 9110, 15.4.5). */
  public static Response notModified(Header entityTag) {
    return new Response(
        Status.NOT_MODIFIED_304,
        List.of(CacheHeaders.PRIVATE, CacheHeaders.VARY, entityTag),
        new None());
  }

  /** An answer with a body of HTML. */
  public static Response html(String body) {
    return of(Status.OK_200, List.of(HTML), body.getBytes(UTF_8));
  }

  /**
   * An answer with a body of JSON that is written while it is sent. When {@code body} fails within
   * the first buffer, a problem is sent instead; later, the connection is closed without its end,
   * so that the client cannot take the part for the whole.
   */
  public static Response jsonStream(JsonWriter body) {
    return stream(List.of(JSON), out -> Json.write(out, body));
  }

  /**
   * A response whose body is written while it is sent; failures are handled as in {@link
   * #jsonStream}.
   */
  public static Response stream(List<Header> headers, Writer body) {
    return new Response(Status.OK_200, headers, new Streamed(body));
  }

  /** Whether the answer goes on until the client or the server ends it. */
  public boolean isEndless() {
    return body instanceof Live;
  }

  /** This answer with another header. */
  public Response with(Header header) {
    List<Header> more = new ArrayList<>(headers.size() + 1);
    more.addAll(headers);
    more.add(header);
    return new Response(status, more, body);
  }

  /**
   * Sends this answer to {@code request}, without its body when the method is {@code HEAD}, and
   * compressed when the client accepts it and the body is large enough.
   *
   * @throws CloseConnectionException when the client has disconnected, which is no failure of the
   *     server
   */
  public void send(ServerRequest request, ServerResponse response) {
    response.status(status);
    for (Header header : headers) {
      response.header(header);
    }
    if (isCompressible()) {
      response.headers().add(VARY_ENCODING);
      if (Gzip.isWelcome(request)) {
        response.header(Gzip.CONTENT_ENCODING);
        send(compressed(), request, response);
        return;
      }
    }
    send(body, request, response);
  }

  /** This response to a request that Helidon refuses before routing; its body must be complete. */
  public TransportResponse toTransport(TransportRequest request) {
    TransportResponse.Builder response = TransportResponse.builder().status(status);
    headers.forEach(response::header);
    BrowserHeaders.ALL.forEach(response::header);
    if (body instanceof Whole(byte[] bytes) && !request.method().equals("HEAD")) {
      response.entity(bytes);
    }
    return response.build();
  }

  /**
   * Not with a strong entity tag: that identifies these exact bytes (RFC 9110, 8.8.3), so the
   * compressed ones would need another tag, and {@code If-Match} would fail.
   */
  private boolean isCompressible() {
    boolean large =
        switch (body) {
          case None _ -> false;
          case Whole(byte[] bytes) -> bytes.length >= Gzip.MIN_BYTES;
          case Streamed _ -> true;
          case Live _ -> false;
        };
    return large
        && headers.stream()
            .noneMatch(header ->
                header.headerName().equals(HeaderNames.ETAG) && !header.get().startsWith("W/"));
  }

  private Body compressed() {
    return switch (body) {
      case None none -> none;
      case Whole(byte[] bytes) -> new Whole(Gzip.compress(bytes));
      case Streamed(Writer writer) -> new Streamed(out -> Gzip.write(out, writer));
      case Live live -> live;
    };
  }

  private static void send(Body body, ServerRequest request, ServerResponse response) {
    boolean head = request.prologue().method().equals(Method.HEAD);
    switch (body) {
      case None _ -> send(response.header(NO_LENGTH)::send);
      case Whole(byte[] bytes) when head -> {
        response.headers().contentLength(bytes.length);
        send(response::send);
      }
      case Whole(byte[] bytes) -> send(() -> response.send(bytes));
      case Streamed _, Live _ when head -> send(response.header(NO_LENGTH)::send);
      case Streamed(Writer writer) ->
          write(
              writer,
              new BufferedOutputStream(
                  new Unflushed(new Client(response.outputStream())), BUFFER_BYTES));
      case Live(Writer writer) -> write(writer, new Client(response.outputStream()));
    }
    if (response instanceof RoutingResponse routing) {
      send(
          routing
              ::commit); // HTTP/2 sends small responses here; outside of send Helidon would log a
      // failure
    }
  }

  private static void write(Writer body, OutputStream out) {
    try {
      body.write(out);
      out.close(); // not after a failure: a closed stream looks complete
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(Sending sending) {
    try {
      sending.run();
    } catch (CloseConnectionException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new CloseConnectionException("The client has gone", e);
    }
  }

  /** Sends bytes to the client. */
  @FunctionalInterface
  private interface Sending {
    void run() throws IOException;
  }

  /** Writes to the client; every failure means that the client disconnected. */
  private static final class Client extends OutputStream {

    private final OutputStream out;

    Client(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) {
      send(() -> out.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      send(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() {
      send(out::flush);
    }

    @Override
    public void close() {
      send(out::close);
    }
  }

  private sealed interface Body {}

  private record None() implements Body {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Whole(byte[] bytes) implements Body {}

  private record Streamed(Writer writer) implements Body {}

  /** Writes to the client without a buffer, so it holds no memory while idle. */
  private record Live(Writer writer) implements Body {}

  /** Ignores flushes, so that a body that fits into one buffer is sent with its length. */
  private static final class Unflushed extends FilterOutputStream {

    Unflushed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() {}
  }

  /** Writes a body. */
  @FunctionalInterface
  public interface Writer {
    void write(OutputStream out) throws IOException;
  }
}
