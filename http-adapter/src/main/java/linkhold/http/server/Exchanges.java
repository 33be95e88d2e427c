package linkhold.http.server;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import linkhold.http.call.Exchange;
import linkhold.http.call.Monitor;

/**
 * Begins an {@link Exchange} for each request, sets its id on the response, and notifies the
 * monitor.
 */
public final class Exchanges implements Filter {

  private static final int INTERNAL_ERROR = 500;

  private final Monitor monitor;

  /** Notifies {@code monitor} of each request. */
  public Exchanges(Monitor monitor) {
    this.monitor = monitor;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    Exchange exchange = Exchange.begin(request.prologue().method(), request.headers());
    response.beforeSend(
        () -> response.headers().set(HeaderValues.create(Exchange.ID_HEADER, exchange.id())));
    exchange.run(() -> serve(exchange, chain, response));
  }

  private void serve(Exchange exchange, FilterChain chain, RoutingResponse response) {
    monitor.began(exchange);
    int status = INTERNAL_ERROR; // Helidon's response to an unhandled exception
    try {
      chain.proceed();
      status = response.status().code();
    } catch (CloseConnectionException e) {
      status = 0;
      throw e;
    } finally {
      exchange.end(status, response.isSent() ? response.bytesWritten() : 0);
      monitor.served(exchange);
    }
  }
}
