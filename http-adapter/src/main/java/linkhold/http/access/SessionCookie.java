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
 * of another site, hidden from scripts, and over TLS only; without TLS only on the browser's own
 * machine. Browsers do not separate cookies by port, so port and path are part of the name: several
 * servers on one host do not replace each other's cookies.
 */
public final class SessionCookie {

  private static final String NAME = "linkhold";
  private static final String SECURE_PREFIX = "__Host-";

  /**
   * The longest time that browsers keep a cookie; the session expires when it is not used for long.
   */
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
   * The header that stores {@code secret} in the browser.
   *
   * @throws RefusedRequest without TLS, unless the browser runs on this machine
   */
  public Header set(ServerRequest request, TokenSecret secret) {
    return header(request, secret.reveal(), MAX_AGE_SECONDS);
  }

  /** The header that deletes the cookie. */
  public Header clear(ServerRequest request) {
    return header(request, "", 0);
  }

  /**
   * Checks early that {@link #set} will not refuse.
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
              + " is neither. Give the server a certificate, or put a proxy with one in front of it"
              + " and set --public-url or --trusted-proxies.");
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
