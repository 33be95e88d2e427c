package linkhold.http;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens and what it bears.
 *
 * @param host name or address to listen on
 * @param port 0 to 65535; 0 picks a free one
 * @param maxBodyBytes the largest request body, at least 1
 * @param drainDelay how long a closing server says that it is not ready before it stops accepting
 *     connections, so that load balancers turn away first
 * @param drainTimeout how long a closing server waits for running requests
 * @param corsOrigins the origins whose web pages may call, see {@link #isOrigin}; none in open
 *     mode, which refuses web pages of other sites whatever is said here
 * @param authentication how callers are told apart
 * @param limits what clients may ask
 * @param tls the certificate; without one the server speaks plain HTTP
 * @param trustedProxies whose {@code X-Forwarded-For} and {@code X-Forwarded-Proto} are believed:
 *     IP addresses, or ranges of them such as {@code 10.0.0.0/8}; see {@link #isAddressRange}
 */
public record HttpSettings(
    String host,
    int port,
    int maxBodyBytes,
    Duration drainDelay,
    Duration drainTimeout,
    List<String> corsOrigins,
    Authentication authentication,
    HttpLimits limits,
    @Nullable TlsFiles tls,
    List<String> trustedProxies) {

  private static final int MIB = 1 << 20;

  private static final Pattern ORIGIN =
      Pattern.compile("[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

  /** Checks the ranges. */
  public HttpSettings {
    require(port >= 0 && port <= 65_535, "port is 0 to 65535");
    require(maxBodyBytes >= 1, "maxBodyBytes is at least 1");
    require(!drainDelay.isNegative(), "drainDelay is not negative");
    require(!drainTimeout.isNegative(), "drainTimeout is not negative");
    corsOrigins = List.copyOf(corsOrigins);
    require(corsOrigins.stream().allMatch(HttpSettings::isOrigin), "corsOrigins are origins");
    trustedProxies = List.copyOf(trustedProxies);
    require(
        trustedProxies.stream().allMatch(HttpSettings::isAddressRange),
        "trustedProxies are IP addresses or ranges of them");
  }

  /**
   * The defaults: bodies up to 1 MiB, no delay, 10 seconds for running requests, open mode, {@link
   * HttpLimits#DEFAULTS}, no origins, no TLS, no trusted proxies.
   */
  public HttpSettings(String host, int port) {
    this(
        host,
        port,
        MIB,
        Duration.ZERO,
        Duration.ofSeconds(10),
        List.of(),
        Authentication.OPEN,
        HttpLimits.DEFAULTS,
        null,
        List.of());
  }

  /**
   * Whether {@code text} is {@code *}, for any, or an origin as browsers send it (RFC 6454, 6.1),
   * such as {@code https://app.example}: scheme and host in lower case, no path, and a port only
   * where it is not the scheme's default.
   */
  public static boolean isOrigin(String text) {
    return text.equals(Cors.ANY) || ORIGIN.matcher(text).matches();
  }

  /** Whether {@code text} is an IP address, or a range such as {@code 10.0.0.0/8}. */
  public static boolean isAddressRange(String text) {
    return AddressRange.parse(text) != null;
  }

  /** These settings with another largest request body. */
  public HttpSettings withMaxBodyBytes(int bytes) {
    return new HttpSettings(
        host,
        port,
        bytes,
        drainDelay,
        drainTimeout,
        corsOrigins,
        authentication,
        limits,
        tls,
        trustedProxies);
  }

  /** These settings with another end. */
  public HttpSettings withDrain(Duration delay, Duration timeout) {
    return new HttpSettings(
        host,
        port,
        maxBodyBytes,
        delay,
        timeout,
        corsOrigins,
        authentication,
        limits,
        tls,
        trustedProxies);
  }

  /** These settings with callers told apart in another way. */
  public HttpSettings withAuthentication(Authentication other) {
    return new HttpSettings(
        host,
        port,
        maxBodyBytes,
        drainDelay,
        drainTimeout,
        corsOrigins,
        other,
        limits,
        tls,
        trustedProxies);
  }

  /** These settings with other limits. */
  public HttpSettings withLimits(HttpLimits other) {
    return new HttpSettings(
        host,
        port,
        maxBodyBytes,
        drainDelay,
        drainTimeout,
        corsOrigins,
        authentication,
        other,
        tls,
        trustedProxies);
  }

  /** These settings with TLS. */
  public HttpSettings withTls(TlsFiles files) {
    return new HttpSettings(
        host,
        port,
        maxBodyBytes,
        drainDelay,
        drainTimeout,
        corsOrigins,
        authentication,
        limits,
        files,
        trustedProxies);
  }

  /** These settings with other trusted proxies. */
  public HttpSettings withTrustedProxies(List<String> ranges) {
    return new HttpSettings(
        host,
        port,
        maxBodyBytes,
        drainDelay,
        drainTimeout,
        corsOrigins,
        authentication,
        limits,
        tls,
        ranges);
  }

  /** These settings with other origins allowed. */
  public HttpSettings withCorsOrigins(List<String> origins) {
    return new HttpSettings(
        host,
        port,
        maxBodyBytes,
        drainDelay,
        drainTimeout,
        origins,
        authentication,
        limits,
        tls,
        trustedProxies);
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }
}
