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
 * Sets the security headers of every response: browsers neither run, frame nor sniff its content. A
 * response that has one of these headers already keeps its own.
 */
public final class SecurityHeaders implements Filter {

  /** For a year (RFC 6797). */
  private static final Header HSTS =
      HeaderValues.createCached(
          HeaderNames.create("Strict-Transport-Security"), "max-age=31536000");

  private final Forwarding forwarding;

  /** Knows from {@code forwarding} which requests came over TLS. */
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
