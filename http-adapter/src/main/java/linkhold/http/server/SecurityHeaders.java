package linkhold.http.server;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;

/**
 * What every answer tells browsers: nothing of it is to be run, framed, or taken for another type.
 * An answer that has one of these headers of its own keeps it.
 */
public final class SecurityHeaders implements Filter {

  /** The headers that do not depend on the request. */
  public static final List<Header> ALL =
      List.of(
          header("X-Content-Type-Options", "nosniff"),
          header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
          header("Referrer-Policy", "no-referrer"),
          header("Cross-Origin-Resource-Policy", "same-origin"),
          header("X-Frame-Options", "DENY"));

  /** For a year (RFC 6797). */
  private static final Header HSTS = header("Strict-Transport-Security", "max-age=31536000");

  private final Forwarding forwarding;

  /** Tells by {@code forwarding} which requests came over TLS. */
  public SecurityHeaders(Forwarding forwarding) {
    this.forwarding = forwarding;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    boolean secure = forwarding.isSecure(request);
    response.beforeSend(() -> {
      ALL.forEach(response.headers()::setIfAbsent);
      if (secure) {
        response.headers().setIfAbsent(HSTS);
      }
    });
    chain.proceed();
  }

  private static Header header(String name, String value) {
    return HeaderValues.createCached(HeaderNames.create(name), value);
  }
}
