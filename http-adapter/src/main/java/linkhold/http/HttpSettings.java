package linkhold.http;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import linkhold.http.access.JwtIssuer;
import linkhold.http.call.BasePath;
import linkhold.http.server.Cors;
import linkhold.http.server.PublicAddress;
import linkhold.http.server.SimulatedFaults;
import linkhold.http.server.TlsFiles;
import linkhold.net.AddressRange;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens, who may call, and within which limits.
 *
 * @param host name or address to listen on
 * @param port 0 to 65535; 0 picks a free one
 * @param authentication how callers are authenticated
 * @param limits limits and timeouts for clients
 * @param tls the certificate; plain HTTP without one
 * @param http2 whether HTTP/2 is offered to clients, which only TLS does
 * @param trustedProxies proxies whose {@code X-Forwarded-} headers and {@code Forwarded} are used:
 *     IP addresses, or ranges of them such as {@code 10.0.0.0/8}; see {@link #isAddressRange}
 * @param basePath the prefix of every path, where a proxy serves more than this server, see {@link
 *     #isBasePath}; empty for none
 * @param corsOrigins the origins whose web pages may call, see {@link #isOrigin}; no effect in open
 *     mode, which refuses web pages of other sites in any case
 * @param publicUrl the address of the page, see {@link #isPublicUrl}; empty to take it from each
 *     request
 * @param jwtIssuers issuers whose JSON Web Tokens are accepted beside the server's own tokens
 * @param faults the failures to make on purpose, for the tests of apps; null for none
 */
public record HttpSettings(
    String host,
    int port,
    Authentication authentication,
    HttpLimits limits,
    @Nullable TlsFiles tls,
    boolean http2,
    List<String> trustedProxies,
    String basePath,
    List<String> corsOrigins,
    String publicUrl,
    List<JwtIssuer> jwtIssuers,
    @Nullable SimulatedFaults faults) {

  private static final Pattern ORIGIN =
      Pattern.compile("[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

  /** Checks the ranges. */
  public HttpSettings {
    require(port >= 0 && port <= 65_535, "port is 0 to 65535");
    trustedProxies = List.copyOf(trustedProxies);
    require(
        trustedProxies.stream().allMatch(HttpSettings::isAddressRange),
        "trustedProxies are IP addresses or ranges of them");
    require(basePath.isEmpty() || isBasePath(basePath), "basePath is a path such as /links");
    corsOrigins = List.copyOf(corsOrigins);
    jwtIssuers = List.copyOf(jwtIssuers);
    require(corsOrigins.stream().allMatch(HttpSettings::isOrigin), "corsOrigins are origins");
    require(publicUrl.isEmpty() || isPublicUrl(publicUrl), "publicUrl is an origin and a path");
  }

  /**
   * The defaults: open mode, {@link HttpLimits#DEFAULTS}, no TLS, no HTTP/2, no trusted proxies, no
   * base path, no origins, no public URL.
   */
  public HttpSettings(String host, int port) {
    this(
        host,
        port,
        Authentication.OPEN,
        HttpLimits.DEFAULTS,
        null,
        false,
        List.of(),
        "",
        List.of(),
        "",
        List.of(),
        null);
  }

  /**
   * Whether {@code text} is {@code *}, for any, or an origin as browsers send it (RFC 6454, 6.1),
   * such as {@code https://app.example}: scheme and host in lower case, and no path. The scheme's
   * default port is optional.
   */
  public static boolean isOrigin(String text) {
    return text.equals(Cors.ANY) || ORIGIN.matcher(text).matches();
  }

  /** Whether {@code text} is an IP address, or a range such as {@code 10.0.0.0/8}. */
  public static boolean isAddressRange(String text) {
    return AddressRange.parse(text) != null;
  }

  /**
   * Whether {@code text} is a path such as {@code /links}: segments of letters, digits and {@code -
   * . _ ~}, of which the first is not that of one of the server's own paths, such as {@code v1}.
   */
  public static boolean isBasePath(String text) {
    return BasePath.isPath(text) && BasePath.isDistinct(text);
  }

  /**
   * Whether {@code text} is an address such as {@code https://links.example} or {@code
   * https://example.org/links}: {@code http} or {@code https}, without a slash at its end.
   */
  public static boolean isPublicUrl(String text) {
    return PublicAddress.isUrl(text);
  }

  /** These settings with other authentication. */
  public HttpSettings withAuthentication(Authentication other) {
    return with(copy -> copy.authentication = other);
  }

  /** These settings with other limits. */
  public HttpSettings withLimits(HttpLimits other) {
    return with(copy -> copy.limits = other);
  }

  /** These settings with TLS. */
  public HttpSettings withTls(TlsFiles files) {
    return with(copy -> copy.tls = files);
  }

  /** These settings with or without HTTP/2. */
  public HttpSettings withHttp2(boolean offered) {
    return with(copy -> copy.http2 = offered);
  }

  /** These settings with other trusted proxies. */
  public HttpSettings withTrustedProxies(List<String> ranges) {
    return with(copy -> copy.trustedProxies = ranges);
  }

  /** These settings with a base path. */
  public HttpSettings withBasePath(String path) {
    return with(copy -> copy.basePath = path);
  }

  /** These settings with other origins allowed. */
  public HttpSettings withCorsOrigins(List<String> origins) {
    return with(copy -> copy.corsOrigins = origins);
  }

  /** These settings with a public URL. */
  public HttpSettings withPublicUrl(String url) {
    return with(copy -> copy.publicUrl = url);
  }

  /** These settings with issuers of JSON Web Tokens. */
  public HttpSettings withJwtIssuers(List<JwtIssuer> issuers) {
    return with(copy -> copy.jwtIssuers = issuers);
  }

  /** These settings with failures made on purpose. */
  public HttpSettings withFaults(SimulatedFaults simulated) {
    return with(copy -> copy.faults = simulated);
  }

  private HttpSettings with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.settings();
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }

  /** A mutable copy, to change one setting. */
  private static final class Copy {

    String host;
    int port;
    Authentication authentication;
    HttpLimits limits;
    @Nullable TlsFiles tls;
    boolean http2;
    List<String> trustedProxies;
    String basePath;
    List<String> corsOrigins;
    String publicUrl;
    List<JwtIssuer> jwtIssuers;
    @Nullable SimulatedFaults faults;

    Copy(HttpSettings settings) {
      host = settings.host;
      port = settings.port;
      authentication = settings.authentication;
      limits = settings.limits;
      tls = settings.tls;
      http2 = settings.http2;
      trustedProxies = settings.trustedProxies;
      basePath = settings.basePath;
      corsOrigins = settings.corsOrigins;
      publicUrl = settings.publicUrl;
      jwtIssuers = settings.jwtIssuers;
      faults = settings.faults;
    }

    HttpSettings settings() {
      return new HttpSettings(
          host,
          port,
          authentication,
          limits,
          tls,
          http2,
          trustedProxies,
          basePath,
          corsOrigins,
          publicUrl,
          jwtIssuers,
          faults);
    }
  }
}
