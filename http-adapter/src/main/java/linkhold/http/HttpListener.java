package linkhold.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import linkhold.http.server.Certificates;
import linkhold.http.server.Deadlines;
import linkhold.http.server.HeadMemory;
import linkhold.http.server.Http10Responses;
import linkhold.http.server.NegotiatedConnections;
import linkhold.http.server.RequestReader;
import linkhold.http.server.SlowReaders;
import linkhold.http.server.SlowSenders;
import linkhold.http.server.TlsFiles;
import linkhold.http.server.WatchedConnections;
import org.jspecify.annotations.Nullable;

/**
 * Listens on an address, with HTTP/1.1 and, if it is set, TLS and HTTP/2, from its creation until
 * it is closed.
 */
final class HttpListener implements AutoCloseable {

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

  /** Larger chunks are refused, unless bodies may be larger: no known client sends them. */
  private static final int CHUNK_BYTES = 1024 * 1024;

  /** Concurrent requests on one HTTP/2 connection; RFC 9113, 6.5.2, recommends at least 100. */
  private static final int STREAMS_PER_CONNECTION = 100;

  private final HttpSettings settings;
  private final InetAddress address;
  private final @Nullable Certificates certificates;
  private final Deadlines deadlines;
  private final SlowReaders slowReaders;
  private final WebServer server;
  private final int port;

  /**
   * Starts to listen.
   *
   * @param address the one that {@code settings} name
   * @param failures answers requests that Helidon refuses
   * @param routing the routing over these timeouts for slow clients
   * @throws IllegalArgumentException when the certificate cannot be used; the message says why
   */
  HttpListener(
      HttpSettings settings,
      InetAddress address,
      Failures failures,
      BiFunction<SlowSenders, SlowReaders, HttpRouting.Builder> routing) {
    this.settings = settings;
    this.address = address;
    TlsFiles files = settings.tls();
    this.certificates = files == null ? null : new Certificates(files, CERTIFICATE_CHECK);
    HttpLimits limits = settings.limits();
    this.deadlines =
        new Deadlines(
            limits.minBytesPerSecond(),
            List.of(limits.requestTimeout(), limits.writeTimeout(), limits.idleTimeout()));
    SlowSenders slowSenders = new SlowSenders(deadlines, limits.requestTimeout());
    this.slowReaders = new SlowReaders(deadlines, limits.writeTimeout());
    this.server = server(failures, routing.apply(slowSenders, slowReaders)).start();
    if (!server.isRunning()) {
      closeBackground();
      throw new IllegalStateException("The server did not start; the log says why.");
    }
    this.port = server.port();
  }

  /** The port that it listens on, also after it was closed. */
  int port() {
    return port;
  }

  /** Stops accepting connections, and waits for running requests up to the drain timeout. */
  @Override
  public void close() {
    server.stop();
    closeBackground();
  }

  private void closeBackground() {
    deadlines.close();
    if (certificates != null) {
      certificates.close();
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
            Math.clamp(largestPayload(limits), CHUNK_BYTES, Integer.MAX_VALUE),
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
  static long largestPayload(HttpLimits limits) {
    return Math.max(
        (long) OVERSIZE * limits.bodyBytes(), (long) OVERSIZE_OF_BATCH * limits.batchBytes());
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
