package linkhold.http.server;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import linkhold.net.AddressRange;
import org.jspecify.annotations.Nullable;

/** The address of this server for browsers: as configured, or from each request. */
public final class PublicAddress {

  private static final Pattern FORM =
      Pattern.compile("https?://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*");

  private final Forwarding forwarding;
  private final @Nullable URI configured;

  /**
   * Uses the configured address, or that of each request by {@code forwarding}.
   *
   * @param url as {@link #isUrl} says; empty when none is configured
   */
  public PublicAddress(Forwarding forwarding, String url) {
    this.forwarding = forwarding;
    this.configured = url.isEmpty() ? null : URI.create(url);
  }

  /** Whether {@code text} is an address such as {@code https://example.org/links}. */
  public static boolean isUrl(String text) {
    return FORM.matcher(text).matches();
  }

  /** The page's address, which ends with a slash. */
  public String page(ServerRequest request) {
    return configured == null
        ? forwarding.origin(request) + forwarding.prefix(request) + "/"
        : configured + "/";
  }

  /**
   * The origin that {@code request} was sent to, as a browser writes it in {@code Origin}: in lower
   * case. The configured scheme applies to the configured host, even where no proxy forwards that
   * the client used TLS.
   */
  public String origin(ServerRequest request) {
    String host = request.headers().first(HeaderNames.HOST).orElse("");
    if (configured != null && host.equalsIgnoreCase(configured.getRawAuthority())) {
      return configured.getScheme() + "://" + configured.getRawAuthority();
    }
    return forwarding.origin(request).toLowerCase(Locale.ROOT);
  }

  /** The prefix of every path as clients see it, such as {@code /links}; empty for none. */
  public String prefix(ServerRequest request) {
    return forwarding.prefix(request);
  }

  /**
   * Whether {@code origin} names the machine that the browser itself runs on: browsers trust it
   * without TLS (W3C Secure Contexts, 3.1).
   */
  public static boolean isLoopback(String origin) {
    String host = URI.create(origin).getHost();
    if (host == null) {
      return false;
    }
    if (host.equals("localhost") || host.endsWith(".localhost")) {
      return true;
    }
    InetAddress address = AddressRange.address(host.replaceAll("[\\[\\]]", ""));
    return address != null && address.isLoopbackAddress();
  }
}
