package linkhold.http.access;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.http.server.PublicAddress;

/**
 * Protects against cross-site request forgery. Browsers send a cookie with every request that any
 * page makes, so a request with a cookie is accepted only when the browser says that a page of this
 * server made it: by {@code Sec-Fetch-Site} (Fetch Metadata), {@code Origin} (RFC 6454), or both.
 */
public final class SameOrigin {

  private static final HeaderName SEC_FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");

  private static final String SAME_ORIGIN = "same-origin";

  /** {@code none} is an address that the user entered. */
  private static final Set<String> READING = Set.of(SAME_ORIGIN, "none");

  private final PublicAddress address;

  public SameOrigin(PublicAddress address) {
    this.address = address;
  }

  /**
   * Checks a request with a cookie.
   *
   * @throws RefusedRequest when a page of another origin made it, or when it changes something and
   *     no header says which page made it
   */
  void checkWithCookie(ServerRequest request) {
    Method method = request.prologue().method();
    boolean reads = method.equals(Method.GET) || method.equals(Method.HEAD);
    check(request, reads ? READING : Set.of(SAME_ORIGIN));
    ServerRequestHeaders headers = request.headers();
    if (!reads && !headers.contains(SEC_FETCH_SITE) && !headers.contains(HeaderNames.ORIGIN)) {
      throw refused("It carries neither Origin nor Sec-Fetch-Site.");
    }
  }

  /**
   * Checks a request to sign in with a cookie; programs other than browsers send no such header and
   * pass.
   *
   * @throws RefusedRequest when a page of another origin made it
   */
  void checkSigningIn(ServerRequest request) {
    check(request, Set.of(SAME_ORIGIN));
  }

  private void check(ServerRequest request, Set<String> sites) {
    if (!sites.containsAll(request.headers().all(SEC_FETCH_SITE, List::of))) {
      throw refused("It comes from a page of another site.");
    }
    List<String> origins = request.headers().all(HeaderNames.ORIGIN, List::of);
    if (!origins.isEmpty()
        && !origins.stream()
            .allMatch(origin -> origin.toLowerCase(Locale.ROOT).equals(address.origin(request)))) {
      throw refused("It comes from a page of another origin.");
    }
  }

  private static RefusedRequest refused(String reason) {
    return new RefusedRequest(
        ProblemType.CROSS_ORIGIN, "A session is for the page of this server alone. " + reason);
  }
}
