package linkhold.http.server;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import linkhold.http.call.Response;

/**
 * Lets web pages of other origins call this server (Fetch standard, 3.2). Browsers send a preflight
 * request before all but the simplest calls, and give a response to the page only if its headers
 * allow that. Credentials are not allowed: the page itself sends tokens, and cookies are not used.
 */
public final class Cors implements Filter {

  /** Any origin. */
  public static final String ANY = "*";

  private static final Pattern DEFAULT_PORT =
      Pattern.compile("(?:(http://.*):80|(https://.*):443)$");

  private static final HeaderName REQUESTED_METHOD = HeaderNames.ACCESS_CONTROL_REQUEST_METHOD;
  private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Origin");
  private static final Header EXPOSED =
      HeaderValues.createCached(
          HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
          "Content-Disposition, ETag, Link, Linkhold-Outcome, Location, RateLimit, RateLimit-Policy,"
              + " Retry-After");
  private static final Header METHODS =
      HeaderValues.createCached(
          HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, PATCH, DELETE");
  private static final Header HEADERS =
      HeaderValues.createCached(
          HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
          "Authorization, Content-Type, If-Match, If-None-Match, Last-Event-ID, Prefer");

  /** The longest time that browsers cache a preflight response, in seconds. */
  private static final Header MAX_AGE =
      HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_MAX_AGE, "7200");

  private final List<String> origins;
  private final boolean any;

  /** Allows {@code origins}, each such as {@code https://app.example} or {@link #ANY}. */
  public Cors(List<String> origins) {
    this.origins = origins.stream().map(Cors::withoutDefaultPort).toList();
    this.any = origins.contains(ANY);
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (!any) {
      response.beforeSend(() -> response.headers().add(VARY));
    }
    Optional<String> origin = request.headers().first(HeaderNames.ORIGIN).filter(this::allows);
    if (origin.isEmpty()) {
      chain.proceed();
      return;
    }
    Header allowed =
        HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, any ? ANY : origin.get());
    // Only when it is sent, since a failure on the way removes all headers.
    response.beforeSend(() -> response.header(allowed).header(EXPOSED));
    if (request.prologue().method().equals(Method.OPTIONS)
        && request.headers().contains(REQUESTED_METHOD)) {
      Response.NO_CONTENT.with(METHODS).with(HEADERS).with(MAX_AGE).send(request, response);
    } else {
      chain.proceed();
    }
  }

  /** {@code origin} as browsers send it, without the scheme's default port. */
  private static String withoutDefaultPort(String origin) {
    return DEFAULT_PORT.matcher(origin).replaceFirst("$1$2");
  }

  private boolean allows(String origin) {
    return any || origins.contains(origin);
  }
}
