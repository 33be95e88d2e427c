package linkhold.http.access;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import linkhold.domain.TokenSecret;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.http.server.PublicAddress;

/**
 * The cookie that holds a session's secret (RFC 6265bis): for this host alone, never sent by a page
 * of another site, out of reach for scripts, and over TLS only; without TLS for the browser's own
 * machine alone. Browsers do not tell ports and paths apart, so the name does: several servers on
 * one host do not sign each other's pages out.
 */
public final class SessionCookie {

  private static final String NAME = "linkhold";
  private static final String SECURE_PREFIX = "__Host-";

  /** The longest that browsers keep a cookie; the session ends when it is not used for long. */
  private static final int MAX_AGE_SECONDS = 400 * 24 * 60 * 60;

  private final PublicAddress address;

  public SessionCookie(PublicAddress address) {
    this.address = address;
  }

  /**
   * The value of the cookie that came with {@code request}; the first one, if there are several.
   */
  Optional<String> read(ServerRequest request) {
    String start = name(request, address.origin(request)) + "=";
    return request.headers().all(HeaderNames.COOKIE, List::of).stream()
        .flatMap(line -> Stream.of(line.split(";", -1)))
        .map(String::strip)
        .filter(pair -> pair.startsWith(start))
        .map(pair -> pair.substring(start.length()))
        .findFirst();
  }

  /**
   * The header that makes the browser keep {@code secret}.
   *
   * @throws RefusedRequest without TLS, unless the browser runs on this machine
   */
  public Header set(ServerRequest request, TokenSecret secret) {
    return header(request, secret.reveal(), MAX_AGE_SECONDS);
  }

  /** The header that makes the browser forget the secret. */
  public Header clear(ServerRequest request) {
    return header(request, "", 0);
  }

  /**
   * Says no before anything is done that {@link #set} could not end.
   *
   * @throws RefusedRequest as {@link #set} does
   */
  void requireSecure(ServerRequest request) {
    String origin = address.origin(request);
    if (!isSecure(origin) && !PublicAddress.isLoopback(origin)) {
      throw new RefusedRequest(
          ProblemType.TLS_REQUIRED,
          "A page signs in over https only, or on the server's own machine: "
              + origin
              + " is neither. Give the server a certificate or a proxy that has one; when it is"
              + " there, --public-url or --trusted-proxies tells the server of it.");
    }
  }

  private Header header(ServerRequest request, String value, int maxAge) {
    requireSecure(request);
    String origin = address.origin(request);
    return HeaderValues.create(
        HeaderNames.SET_COOKIE,
        "%s=%s; Path=/; Max-Age=%d; HttpOnly%s; SameSite=Strict"
            .formatted(name(request, origin), value, maxAge, isSecure(origin) ? "; Secure" : ""));
  }

  private String name(ServerRequest request, String origin) {
    String suffix = address.prefix(request).replace('/', '.');
    return isSecure(origin)
        ? SECURE_PREFIX + NAME + suffix
        : NAME + "-" + URI.create(origin).getPort() + suffix;
  }

  private static boolean isSecure(String origin) {
    return origin.startsWith("https:");
  }
}
