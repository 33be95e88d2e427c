package linkhold.http;

import com.github.benmanes.caffeine.cache.Ticker;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import linkhold.domain.AccountStore;
import linkhold.domain.LinkStore;
import linkhold.domain.LinkUrl;
import linkhold.domain.PageQueue;
import linkhold.domain.PageReader;
import linkhold.domain.Stores;
import linkhold.domain.SyncStore;
import linkhold.domain.TokenStore;
import linkhold.http.access.Access;
import linkhold.http.access.FailedAttempts;
import linkhold.http.access.JwtTokens;
import linkhold.http.access.OpenAccess;
import linkhold.http.access.OpenModeGuard;
import linkhold.http.access.Quota;
import linkhold.http.access.QuotaLinkStore;
import linkhold.http.access.QuotaSyncStore;
import linkhold.http.access.SameOrigin;
import linkhold.http.access.SessionCookie;
import linkhold.http.access.SignIn;
import linkhold.http.access.TokenAccess;
import linkhold.http.access.TokenCache;
import linkhold.http.accounts.AccountRoutes;
import linkhold.http.accounts.AdminRoutes;
import linkhold.http.accounts.DeviceRoutes;
import linkhold.http.accounts.SessionRoutes;
import linkhold.http.accounts.SignInCodeRoutes;
import linkhold.http.accounts.WebhookRoutes;
import linkhold.http.call.Exchange;
import linkhold.http.call.JsonBody;
import linkhold.http.call.Monitor;
import linkhold.http.call.RefusedRequest;
import linkhold.http.call.Resource;
import linkhold.http.call.ResourceTable;
import linkhold.http.linkding.LinkdingBody;
import linkhold.http.linkding.LinkdingBookmarkRoutes;
import linkhold.http.linkding.LinkdingBundleRoutes;
import linkhold.http.linkding.LinkdingDialect;
import linkhold.http.linkding.LinkdingServerRoutes;
import linkhold.http.linkding.LinkdingTagRoutes;
import linkhold.http.links.LinkRoutes;
import linkhold.http.links.SimpleRoutes;
import linkhold.http.links.TagRoutes;
import linkhold.http.page.PageRoutes;
import linkhold.http.server.BodyLimit;
import linkhold.http.server.BodyLimits;
import linkhold.http.server.Certificates;
import linkhold.http.server.CloseAfterAnswer;
import linkhold.http.server.ConcurrencyLimit;
import linkhold.http.server.Cors;
import linkhold.http.server.Deadlines;
import linkhold.http.server.Exchanges;
import linkhold.http.server.FaultFilter;
import linkhold.http.server.Forwarding;
import linkhold.http.server.HeadMemory;
import linkhold.http.server.Http10Responses;
import linkhold.http.server.ListenAddress;
import linkhold.http.server.NegotiatedConnections;
import linkhold.http.server.PlainPaths;
import linkhold.http.server.PublicAddress;
import linkhold.http.server.PublicPaths;
import linkhold.http.server.RequestReader;
import linkhold.http.server.SecurityHeaders;
import linkhold.http.server.SimulatedFaults.Chances;
import linkhold.http.server.SlowReaders;
import linkhold.http.server.SlowSenders;
import linkhold.http.server.TlsFiles;
import linkhold.http.server.WatchedConnections;
import linkhold.http.site.HealthRoutes;
import linkhold.http.site.MetricsRoutes;
import linkhold.http.site.OpenApiRoutes;
import linkhold.http.site.ProblemRoutes;
import linkhold.http.site.ReferenceRoutes;
import linkhold.http.sync.AccountChangeRoutes;
import linkhold.http.sync.BatchRoutes;
import linkhold.http.sync.ChangeRoutes;
import linkhold.http.sync.CopyRoutes;
import linkhold.http.sync.EventStreams;
import linkhold.http.sync.ExpiringCursors;
import linkhold.http.sync.Listeners;
import linkhold.http.sync.StreamLimit;
import linkhold.http.transfer.TransferRoutes;
import org.jspecify.annotations.Nullable;

/** The door to the HTTP side: a server that listens from its creation until it is closed. */
public final class HttpApi implements AutoCloseable {

  /** How often idle connections are checked for. */
  private static final Duration IDLE_CHECK = Duration.ofSeconds(5);

  /** How often a renewed certificate is checked for. */
  private static final Duration CERTIFICATE_CHECK = Duration.ofSeconds(10);

  /**
   * The factor by which a body may exceed its limit and is still read to its end, so that the
   * client finishes sending and reads the refusal. The connection of a larger one is closed.
   */
  private static final int OVERSIZE = 4;

  private static final int OVERSIZE_OF_BATCH = 2;

  /** Larger chunks are refused: no known client sends them. */
  private static final int USUAL_CHUNK_BYTES = 1024 * 1024;

  /** Concurrent requests on one HTTP/2 connection; RFC 9113, 6.5.2, recommends at least 100. */
  private static final int STREAMS_PER_CONNECTION = 100;

  private final HttpSettings settings;
  private final Monitor monitor;
  private final List<Resource> resources;
  private final Forwarding forwarding;
  private final TokenCache tokenCache;
  private final @Nullable Certificates certificates;
  private final Access access;
  private final @Nullable Chances chances;
  private final Listeners listeners;
  private final Deadlines deadlines;
  private final SlowSenders slowSenders;
  private final SlowReaders slowReaders;
  private final InetAddress address;
  private final WebServer server;
  private final int port;
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
    Optional<PageQueue> pages =
        reader.equals(PageReader.NONE) ? Optional.empty() : Optional.of(stores.pages());
    AccountStore accounts = stores.accounts();
    Quota quota = new Quota(accounts, stores.links(), settings.limits().linksPerAccount());
    LinkStore links = new QuotaLinkStore(stores.links(), quota);
    TokenStore tokens = stores.tokens();
    this.settings = settings;
    this.monitor = monitor;
    this.forwarding = new Forwarding(settings.trustedProxies(), settings.basePath());
    this.tokenCache = new TokenCache(tokens, clock, Ticker.systemTicker());
    PublicAddress publicAddress = new PublicAddress(forwarding, settings.publicUrl());
    SessionCookie cookie = new SessionCookie(publicAddress);
    SameOrigin sameOrigin = new SameOrigin(publicAddress);
    FailedAttempts failedAttempts =
        new FailedAttempts(forwarding, settings.limits().failedAuthentications());
    this.access =
        settings.authentication() == Authentication.OPEN
            ? new OpenAccess(accounts)
            : new TokenAccess(
                tokenCache,
                settings.jwtIssuers().isEmpty()
                    ? null
                    : new JwtTokens(settings.jwtIssuers(), accounts, clock, Ticker.systemTicker()),
                cookie,
                sameOrigin,
                failedAttempts,
                settings.limits().requestsPerToken(),
                settings.limits().rateWindow());
    SignIn signIn = new SignIn(tokens, tokenCache, failedAttempts, sameOrigin, cookie);
    this.listeners =
        new Listeners(
            tokens,
            accounts,
            tokenCache,
            new StreamLimit(
                settings.limits().eventStreams(), settings.limits().eventStreamsPerAccount()),
            monitor);
    this.chances = settings.faults() == null ? null : settings.faults().chances();
    SyncStore sync =
        chances == null
            ? stores.sync()
            : new ExpiringCursors(stores.sync(), chances.expiredCursor());
    EventStreams streams =
        new EventStreams(
            sync, stores.changeSignal(), listeners, settings.limits().heartbeat(), monitor);
    JsonBody body = new JsonBody(settings.limits().bodyBytes(), settings.limits().links());
    JsonBody batchBody = new JsonBody(settings.limits().batchBytes(), settings.limits().links());
    LinkdingBody form = new LinkdingBody(body, settings.limits().links());
    BooleanSupplier serving = () -> !draining.get() && stores.isReady();
    this.resources =
        Stream.of(
                new SimpleRoutes(access, links, body).resources(),
                new LinkRoutes(access, links, pages, body).resources(),
                new TagRoutes(access, links, stores.tags(), body).resources(),
                new ChangeRoutes(access, sync, streams).resources(),
                new CopyRoutes(access, sync).resources(),
                new BatchRoutes(access, new QuotaSyncStore(sync, quota), batchBody).resources(),
                new AccountRoutes(access, links, accounts, tokens, tokenCache, cookie, quota, body)
                    .resources(),
                new DeviceRoutes(access, tokens, tokenCache).resources(),
                new SessionRoutes(access, signIn, cookie, tokens, tokenCache, links, quota, body)
                    .resources(),
                new SignInCodeRoutes(access, tokens, publicAddress, body).resources(),
                new TransferRoutes(access, links, clock, settings.limits().importBytes(), monitor)
                    .resources(),
                new AdminRoutes(accounts, tokens, tokenCache, quota, clock, body).resources(),
                new WebhookRoutes(stores.webhooks(), webhookTargets, body).resources(),
                new AccountChangeRoutes(
                        access, stores.feed(), listeners, settings.limits().heartbeat(), monitor)
                    .resources(),
                new LinkdingBookmarkRoutes(
                        access, links, stores.bundles(), reader, form, forwarding)
                    .resources(),
                new LinkdingTagRoutes(access, stores.numberedTags(), form, forwarding).resources(),
                new LinkdingBundleRoutes(access, stores.bundles(), form, forwarding).resources(),
                new LinkdingServerRoutes(serving).resources(),
                new HealthRoutes(serving, monitor::warnings).resources(),
                new MetricsRoutes(monitor).resources(),
                new ProblemRoutes().resources(),
                new OpenApiRoutes().resources(),
                new ReferenceRoutes().resources(),
                new PageRoutes().resources())
            .flatMap(List::stream)
            .toList();
    ResourceTable table =
        new ResourceTable(
            Stream.concat(
                    resources.stream(),
                    Stream.of(LinkdingDialect.nothingElse(), Resource.nothingAt("/*")))
                .toList());
    Failures failures = new Failures(table, forwarding);
    this.address = requireFree(settings);
    TlsFiles files = settings.tls();
    this.certificates = files == null ? null : new Certificates(files, CERTIFICATE_CHECK);
    HttpLimits limits = settings.limits();
    this.deadlines =
        new Deadlines(
            limits.minBytesPerSecond(),
            List.of(limits.requestTimeout(), limits.writeTimeout(), limits.idleTimeout()));
    this.slowSenders = new SlowSenders(deadlines, limits.requestTimeout());
    this.slowReaders = new SlowReaders(deadlines, limits.writeTimeout());
    this.server = server(failures, routing(table, failures)).start();
    if (!server.isRunning()) {
      endBackground();
      throw new IllegalStateException("The server did not start; the log says why.");
    }
    this.port = server.port();
    this.probe = new ListenerProbe(new InetSocketAddress(address, port));
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
    return port;
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
    listeners.close();
    server.stop();
    endBackground();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void endBackground() {
    listeners.close();
    deadlines.close();
    if (certificates != null) {
      certificates.close();
    }
    tokenCache.close();
  }

  /** Every path with its methods. */
  public List<Resource> resources() {
    return resources;
  }

  private HttpRouting.Builder routing(ResourceTable table, Failures failures) {
    BodyLimit bodies = new BodyLimit(largestPayload(settings.limits()));
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
            access);
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

  private WebServer server(Failures failures, HttpRouting.Builder routing) {
    HttpLimits limits = settings.limits();
    DirectHandlers.Builder early = DirectHandlers.builder();
    for (EventType event : EventType.values()) {
      early.addHandler(event, failures);
    }
    WebServerConfig.Builder server = WebServer.builder();
    ServerConnectionSelector http1 = http1(limits);
    if (certificates == null) {
      server.addConnectionSelector(http1);
    } else {
      server
          .tls(certificates.tls())
          .addConnectionSelector(
              new NegotiatedConnections(http1, http2(limits), deadlines, limits.idleTimeout()));
    }
    return server
        .address(address)
        .port(settings.port())
        .routing(routing)
        .directHandlers(early.build())
        .errorHandling(ErrorHandling.builder().includeEntity(true).build())
        .maxPayloadSize(Math.max(largestPayload(limits), limits.importBytes()))
        .writeBufferSize(0) // responses that need a buffer have their own
        .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
        .maxTcpConnections(limits.connections())
        .idleConnectionTimeout(limits.idleTimeout())
        .idleConnectionPeriod(min(IDLE_CHECK, limits.idleTimeout()))
        .shutdownGracePeriod(limits.drainTimeout())
        .shutdownHook(false)
        .featuresDiscoverServices(false)
        .protocolsDiscoverServices(false)
        .build();
  }

  private ServerConnectionSelector http1(HttpLimits limits) {
    ServerConnectionSelector protocol =
        Http1ConnectionSelector.builder()
            .config(
                Http1Config.builder()
                    .maxPrologueLength(limits.requestLineBytes())
                    .maxHeadersSize(limits.headerBytes())
                    .addSendListener(new Http10Responses())
                    .sendKeepAliveHeader(false)
                    .build())
            .build();
    return WatchedConnections.http1(
        protocol,
        slowReaders,
        new RequestReader.Limits(
            limits.requestLineBytes(),
            limits.headerBytes(),
            Math.clamp(largestPayload(limits), USUAL_CHUNK_BYTES, Integer.MAX_VALUE),
            limits.requestTimeout().toNanos(),
            deadlines,
            new HeadMemory()));
  }

  /**
   * Helidon counts compressed bytes, so the limits of {@link WatchedConnections} are the ones that
   * decide.
   */
  private @Nullable ServerConnectionSelector http2(HttpLimits limits) {
    if (!settings.http2()) {
      return null;
    }
    int headerBytes = Math.addExact(limits.requestLineBytes(), limits.headerBytes());
    ServerConnectionSelector protocol =
        Http2ConnectionSelector.builder()
            .http2Config(
                Http2Config.builder()
                    .maxHeaderListSize(headerBytes)
                    .maxConcurrentStreams(STREAMS_PER_CONNECTION)
                    .flowControlTimeout(limits.writeTimeout())
                    .build())
            .build();
    return WatchedConnections.http2(protocol, slowReaders, headerBytes);
  }

  /** How much of a body the server reads, except of a file to import. */
  private static long largestPayload(HttpLimits limits) {
    return Math.max(
        (long) OVERSIZE * limits.bodyBytes(), (long) OVERSIZE_OF_BATCH * limits.batchBytes());
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
