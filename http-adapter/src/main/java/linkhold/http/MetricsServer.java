package linkhold.http;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.UncheckedIOException;
import java.time.Duration;
import linkhold.http.call.Monitor;
import linkhold.http.call.Resource;
import linkhold.http.site.MetricsRoutes;

/** A separate listener that serves the metrics, without authentication, until it is closed. */
public final class MetricsServer implements AutoCloseable {

  /** Programs that collect metrics are few. */
  private static final int CONNECTIONS = 20;

  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);

  private final WebServer server;

  /**
   * Starts to listen.
   *
   * @param host address to listen on
   * @param port 0 picks a free one
   * @param monitor provides the metrics
   * @throws UncheckedIOException when the address cannot be listened on
   */
  public MetricsServer(String host, int port, Monitor monitor) {
    Resource metrics = new MetricsRoutes(monitor).forAnyone();
    server =
        WebServer.builder()
            .address(HttpApi.requireFree(new HttpSettings(host, port)))
            .port(port)
            .addConnectionSelector(
                Http1ConnectionSelector.builder().config(Http1Config.create()).build())
            .routing(
                HttpRouting.builder()
                    .get(
                        metrics.path(),
                        (request, response) -> metrics.answer(request).send(request, response)))
            .maxTcpConnections(CONNECTIONS)
            .idleConnectionTimeout(IDLE_TIMEOUT)
            .shutdownHook(false)
            .featuresDiscoverServices(false)
            .protocolsDiscoverServices(false)
            .build()
            .start();
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
