package linkhold.http.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.function.BooleanSupplier;

/**
 * Closes a connection after an answer that says {@code Connection: close}, which Helidon leaves to
 * the client (RFC 9112, 9.6, leaves it to the server). Otherwise the bytes after a malformed body
 * would be read as the next request. Every response has the header while the server is draining,
 * and so has a refusal of a request with {@code Expect: 100-continue} (RFC 9110, 10.1.1): the
 * client may send its body or not, so the beginning of the next request would be unknown. HTTP/2
 * forbids the header (RFC 9113, 8.2.2).
 */
public final class CloseAfterAnswer implements Filter {

  private static final String HTTP_1_1 = "1.1";

  private final BooleanSupplier draining;
  private final BodyLimits bodies;

  /**
   * Reads the rest of a body within {@code bodies} before the next request, or before it closes.
   */
  public CloseAfterAnswer(BooleanSupplier draining, BodyLimits bodies) {
    this.draining = draining;
    this.bodies = bodies;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    boolean waits = request.headers().contains(HeaderNames.EXPECT);
    if (!request.prologue().protocolVersion().equals(HTTP_1_1)) {
      response.beforeSend(() -> response.headers().remove(HeaderNames.CONNECTION));
    } else if (draining.getAsBoolean() || waits) {
      response.beforeSend(() -> response.header(HeaderValues.CONNECTION_CLOSE));
    }
    BodyLimits.Body body = bodies.of(request);
    chain.proceed();
    boolean closes = response.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
    if (!closes || !waits && isOfModestLength(request)) {
      body.readRest();
    }
    if (closes) {
      throw new CloseConnectionException("The answer said so");
    }
  }

  /**
   * A connection closed with unread bytes is reset, and the client might lose the answer. Not for a
   * chunked body, which may be malformed and then has no end, nor for one that is far too large.
   */
  private boolean isOfModestLength(RoutingRequest request) {
    return request.headers().contentLength().orElse(Long.MAX_VALUE) <= bodies.size().bytes();
  }
}
