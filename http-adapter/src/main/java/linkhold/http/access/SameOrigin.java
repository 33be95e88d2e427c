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
 * Browsers send a cookie with whatever a page makes them request, so a request counts as its
 * person's only when the browser says that a page of this server made it: by {@code Sec-Fetch-Site}
 * (Fetch Metadata), {@code Origin} (RFC 6454), or both.
 */
public final class SameOrigin {

  private static final HeaderName SEC_FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");

  private static final String SAME_ORIGIN = "same-origin";

  /** Also what the person entered into the address bar. */
  private static final Set<String> READING = Set.of(SAME_ORIGIN, "none");

  private final PublicAddress address;

  public SameOrigin(PublicAddress address) {
    this.address = address;
  }

  /**
   * Lets a request pass that carries a cookie.
   *
   * @throws RefusedRequest when a page of another origin made it; also when nothing tells who made
   *     one that is to change something
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
   * Lets a request pass that is about to get a cookie; a program's tells nothing.
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
