package linkhold.http.server;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import linkhold.http.call.BrowserHeaders;

/**
 * What every answer tells browsers: nothing of it is to be run, framed, or taken for another type.
 * An answer that has one of these headers of its own keeps it.
 */
public final class SecurityHeaders implements Filter {

  /** For a year (RFC 6797). */
  private static final Header HSTS =
      HeaderValues.createCached(
          HeaderNames.create("Strict-Transport-Security"), "max-age=31536000");

  private final Forwarding forwarding;

  /** Tells by {@code forwarding} which requests came over TLS. */
  public SecurityHeaders(Forwarding forwarding) {
    this.forwarding = forwarding;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    boolean secure = forwarding.isSecure(request);
    response.beforeSend(() -> {
      BrowserHeaders.ALL.forEach(response.headers()::setIfAbsent);
      if (secure) {
        response.headers().setIfAbsent(HSTS);
      }
    });
    chain.proceed();
  }
}
