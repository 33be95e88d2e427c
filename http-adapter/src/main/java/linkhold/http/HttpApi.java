package linkhold.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import linkhold.domain.AccountStore;
import linkhold.domain.LinkStore;
import linkhold.domain.TagStore;

/** The door to the HTTP side: a server that listens from its creation until it is closed. */
public final class HttpApi implements AutoCloseable {

  /** Room for a URL of the longest kind, percent-encoded, in a query. */
  private static final int MAX_REQUEST_LINE_BYTES = 32 * 1024;

  private static final int MAX_HEADER_BYTES = 16 * 1024;

  /** A few pieces of this size are in memory for each streamed answer. */
  private static final int WRITE_BUFFER_BYTES = 16 * 1024;

  /**
   * How much more than is allowed the server reads of a body that is too large, so that the client
   * has sent it and reads the refusal. Beyond this the connection is cut.
   */
  private static final int OVERSIZE = 4;

  private final HttpSettings settings;
  private final List<Resource> resources;
  private final WebServer server;
  private final int port;
  private volatile boolean draining;

  /**
   * Starts to listen.
   *
   * @param settings where to listen, and limits
   * @param links every account's links
   * @param tags the tags on them
   * @param accounts the accounts
   * @param ready whether the store answers and is of this version; asked at each readiness check
   * @throws UncheckedIOException when the address cannot be listened on
   */
  public HttpApi(
      HttpSettings settings,
      LinkStore links,
      TagStore tags,
      AccountStore accounts,
      BooleanSupplier ready) {
    this.settings = settings;
    Access access = new OpenAccess(accounts);
    JsonBody body = new JsonBody(settings.maxBodyBytes());
    this.resources =
        Stream.of(
                new TutorialRoutes(access, links, body).resources(),
                new LinkRoutes(access, links, body).resources(),
                new TagRoutes(access, links, tags, body).resources(),
                new AccountRoutes(access, links).resources(),
                new HealthRoutes(() -> !draining && ready.getAsBoolean()).resources(),
                new ProblemRoutes().resources(),
                new OpenApiRoutes().resources(),
                new ReferenceRoutes().resources())
            .flatMap(List::stream)
            .toList();
    Failures failures = new Failures();
    requireFree(settings);
    this.server = server(failures, routing(failures)).start();
    if (!server.isRunning()) {
      throw new IllegalStateException("The server did not start; the log tells why.");
    }
    this.port = server.port();
  }

  /** The port that the server listens on. */
  public int port() {
    return port;
  }

  /**
   * Ends the server: it says that it is not ready, stops accepting connections after the drain
   * delay, lets running requests finish within the drain timeout, and cuts those that do not.
   * Closing twice does nothing more.
   */
  @Override
  public void close() {
    draining = true;
    try {
      Thread.sleep(settings.drainDelay());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // so there is no time for the delay
    }
    server.stop();
  }

  /** Every path with its methods. */
  List<Resource> resources() {
    return resources;
  }

  /** Helidon only logs why it cannot listen, so this is found out before. */
  private static void requireFree(HttpSettings settings) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(settings.host(), settings.port()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot listen on %s port %d: %s"
              .formatted(settings.host(), settings.port(), e.getMessage()),
          e);
    }
  }

  private HttpRouting.Builder routing(Failures failures) {
    HttpRouting.Builder routing = HttpRouting.builder();
    routing.addFilter(new ConnectionEnd(() -> draining));
    if (!settings.corsOrigins().isEmpty()) {
      routing.addFilter(new Cors(settings.corsOrigins()));
    }
    routing.any(new OpenModeGuard());
    resources.forEach(resource -> routing.any(resource.path(), resource));
    routing.any((_, _) -> {
      throw new RefusedRequest(ProblemType.NOT_FOUND, "There is nothing at this address.");
    });
    routing.error(Throwable.class, failures);
    return routing;
  }

  private WebServer server(Failures failures, HttpRouting.Builder routing) {
    DirectHandlers.Builder early = DirectHandlers.builder();
    for (EventType event : EventType.values()) {
      early.addHandler(event, failures);
    }
    return WebServer.builder()
        .host(settings.host())
        .port(settings.port())
        .routing(routing)
        .directHandlers(early.build())
        .errorHandling(ErrorHandling.builder().includeEntity(true).build())
        .maxPayloadSize((long) OVERSIZE * settings.maxBodyBytes())
        .writeBufferSize(WRITE_BUFFER_BYTES)
        .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
        .shutdownGracePeriod(settings.drainTimeout())
        .shutdownHook(false)
        .featuresDiscoverServices(false)
        .protocolsDiscoverServices(false)
        .addProtocol(
            Http1Config.builder()
                .maxPrologueLength(MAX_REQUEST_LINE_BYTES)
                .maxHeadersSize(MAX_HEADER_BYTES)
                .sendKeepAliveHeader(false)
                .build())
        .build();
  }
}
