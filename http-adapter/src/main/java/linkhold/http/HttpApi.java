package linkhold.http;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import linkhold.domain.LinkUrl;
import linkhold.domain.PageReader;
import linkhold.domain.Stores;
import linkhold.http.access.OpenModeGuard;
import linkhold.http.call.Exchange;
import linkhold.http.call.Monitor;
import linkhold.http.call.RefusedRequest;
import linkhold.http.call.Resource;
import linkhold.http.call.ResourceTable;
import linkhold.http.linkding.LinkdingDialect;
import linkhold.http.server.BodyLimit;
import linkhold.http.server.BodyLimits;
import linkhold.http.server.CloseAfterAnswer;
import linkhold.http.server.ConcurrencyLimit;
import linkhold.http.server.Cors;
import linkhold.http.server.Exchanges;
import linkhold.http.server.FaultFilter;
import linkhold.http.server.Forwarding;
import linkhold.http.server.ListenAddress;
import linkhold.http.server.PlainPaths;
import linkhold.http.server.PublicPaths;
import linkhold.http.server.SecurityHeaders;
import linkhold.http.server.SimulatedFaults.Chances;
import linkhold.http.server.SlowReaders;
import linkhold.http.server.SlowSenders;

/** The door to the HTTP side: a server that listens from its creation until it is closed. */
public final class HttpApi implements AutoCloseable {

  private final HttpSettings settings;
  private final Monitor monitor;
  private final ApiResources resources;
  private final HttpListener listener;
  private final ListenerProbe probe;
  private final AtomicBoolean draining = new AtomicBoolean();

  /** Like {@link #HttpApi(HttpSettings, Stores, Clock, Monitor)}, without a monitor. */
  public HttpApi(HttpSettings settings, Stores stores, Clock clock) {
    this(settings, stores, clock, Monitor.NONE);
  }

  /**
   * Starts to listen.
   *
   * @param settings where to listen, and limits
   * @param stores the data to serve
   * @param clock decides when tokens expire
   * @param monitor is notified of what the server does
   * @throws IllegalArgumentException when the certificate cannot be used; the message says why
   * @throws UncheckedIOException when the address cannot be listened on
   */
  public HttpApi(HttpSettings settings, Stores stores, Clock clock, Monitor monitor) {
    this(settings, stores, clock, monitor, PageReader.NONE);
  }

  /**
   * The same, where pages are read.
   *
   * @param reader reads a page that a linkding app asks about; {@link PageReader#NONE} for none
   */
  public HttpApi(
      HttpSettings settings, Stores stores, Clock clock, Monitor monitor, PageReader reader) {
    this(settings, stores, clock, monitor, reader, _ -> true);
  }

  /**
   * The same, where webhooks are sent.
   *
   * @param webhookTargets whether webhooks of a URL can be sent
   */
  public HttpApi(
      HttpSettings settings,
      Stores stores,
      Clock clock,
      Monitor monitor,
      PageReader reader,
      Predicate<LinkUrl> webhookTargets) {
    this.settings = settings;
    this.monitor = monitor;
    BooleanSupplier serving = () -> !draining.get() && stores.isReady();
    this.resources =
        new ApiResources(settings, stores, clock, monitor, reader, webhookTargets, serving);
    ResourceTable table =
        new ResourceTable(
            Stream.concat(
                    resources.all().stream(),
                    Stream.of(LinkdingDialect.nothingElse(), Resource.nothingAt("/*")))
                .toList());
    Failures failures = new Failures(table, resources.forwarding());
    try {
      InetAddress address = requireFree(settings);
      this.listener =
          new HttpListener(
              settings,
              address,
              failures,
              (senders, readers) -> routing(table, failures, senders, readers));
      this.probe = new ListenerProbe(new InetSocketAddress(address, listener.port()));
    } catch (RuntimeException e) {
      resources.close();
      throw e;
    }
  }

  /** Loads the classes of every server, while the database starts. */
  public static void warmUp() {
    WebServer.builder()
        .featuresDiscoverServices(false)
        .protocolsDiscoverServices(false)
        .addProtocol(Http1Config.create())
        .build();
  }

  /**
   * Checks that the address can be listened on, since Helidon only logs why it cannot.
   *
   * @return the address
   * @throws UncheckedIOException when it cannot; the cause says why
   */
  public static InetAddress requireFree(HttpSettings settings) {
    try (ServerSocket socket = new ServerSocket()) {
      InetAddress address = ListenAddress.of(settings.host());
      socket.bind(new InetSocketAddress(address, settings.port()));
      return address;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot listen on %s, port %d: %s"
              .formatted(settings.host(), settings.port(), e.getMessage()),
          e);
    }
  }

  /** Log fields of the request that this thread serves; empty outside of one. */
  public static Map<String, Object> logContext() {
    Exchange exchange = Exchange.current();
    if (exchange == null) {
      return Map.of();
    }
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("request", exchange.id());
    exchange.trace().ifPresent(trace -> context.put("trace", trace));
    return context;
  }

  /** Records a call of a store for the request that this thread serves, if any. */
  public static void noteCall(String name, long nanos) {
    Exchange exchange = Exchange.current();
    if (exchange != null) {
      exchange.called(name, nanos);
    }
  }

  /** The port that the server listens on. */
  public int port() {
    return listener.port();
  }

  /**
   * Whether connections are still accepted. Helidon's listener does not recover from a failure,
   * such as having no file descriptor left.
   */
  public boolean isListening() {
    return probe.isListening();
  }

  /**
   * Stops the server. During the drain delay it reports that it is not ready and still serves, but
   * closes each connection after its next response. Then it ends the streams of events, stops
   * accepting connections, waits up to the drain timeout for running requests, and closes the
   * connections of those that remain. A second call does nothing.
   */
  @Override
  public void close() {
    if (!draining.compareAndSet(false, true)) {
      return;
    }
    probe.close();
    boolean interrupted = false;
    try {
      Thread.sleep(settings.limits().drainDelay());
    } catch (InterruptedException e) { // skips the delay
      interrupted = true;
    }
    resources.endStreams();
    listener.close();
    resources.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Every path with its methods. */
  public List<Resource> resources() {
    return resources.all();
  }

  private HttpRouting.Builder routing(
      ResourceTable table, Failures failures, SlowSenders slowSenders, SlowReaders slowReaders) {
    BodyLimit bodies = new BodyLimit(HttpListener.largestPayload(settings.limits()));
    Forwarding forwarding = resources.forwarding();
    Chances chances = resources.chances();
    HttpRouting.Builder routing = HttpRouting.builder();
    routing.addFilter(new PublicPaths(forwarding, settings.basePath()));
    routing.addFilter(new SecurityHeaders(forwarding));
    routing.addFilter(
        new CloseAfterAnswer(draining::get, new BodyLimits(table::at, slowSenders, bodies)));
    routing.addFilter(new Exchanges(monitor));
    routing.addFilter((chain, request, response) -> refused(failures, chain, request, response));
    routing.addFilter(new PlainPaths());
    if (!settings.corsOrigins().isEmpty()) {
      routing.addFilter(new Cors(settings.corsOrigins()));
    }
    routing.addFilter(slowReaders);
    if (chances != null) {
      routing.addFilter(new FaultFilter(chances));
    }
    ResourceHandler.Gates gates =
        new ResourceHandler.Gates(
            settings.authentication() == Authentication.OPEN ? new OpenModeGuard()::check : _ -> {},
            new ConcurrencyLimit(settings.limits().concurrentRequests()),
            bodies,
            resources.access());
    for (Resource resource : table.resources()) {
      routing.any(resource.path(), new ResourceHandler(resource, gates));
    }
    routing.error(Throwable.class, failures);
    return routing;
  }

  /**
   * Answers the refusals of later filters; Helidon would do so outside of {@link CloseAfterAnswer}.
   */
  private static void refused(
      Failures failures, FilterChain chain, RoutingRequest request, RoutingResponse response) {
    try {
      try {
        chain.proceed();
      } catch (RefusedRequest e) {
        failures.handle(request, response, e);
      }
    } catch (ClientGone e) {
      throw e.end();
    }
  }
}
