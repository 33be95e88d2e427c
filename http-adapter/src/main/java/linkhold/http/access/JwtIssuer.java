package linkhold.http.access;

import java.net.URI;
import java.util.List;
import linkhold.http.server.PublicAddress;
import org.jspecify.annotations.Nullable;

/**
 * An issuer whose JSON Web Tokens (RFC 7519) are accepted.
 *
 * @param issuer the claim {@code iss}, see {@link #isUrl}
 * @param audiences the claim {@code aud} must name one of these
 * @param accountClaim the claim that identifies users, usually {@code sub}
 * @param scopeClaim the claim that says whether a user may write; null if everyone may
 * @param keys the address of its keys (RFC 7517): as {@link #isUrl} says, or a {@code file:} URL;
 *     null for OpenID Connect Discovery
 */
public record JwtIssuer(
    String issuer,
    List<String> audiences,
    String accountClaim,
    @Nullable String scopeClaim,
    @Nullable URI keys) {

  /** Checks the addresses. */
  public JwtIssuer {
    audiences = List.copyOf(audiences);
    if (!isUrl(issuer) || audiences.isEmpty()) {
      throw new IllegalArgumentException("An issuer is an https URL, and has an audience.");
    }
  }

  /**
   * Whether {@code text} is an {@code https} URL without query, fragment and {@code |}, or an
   * {@code http} one of this machine.
   */
  public static boolean isUrl(String text) {
    try {
      URI url = URI.create(text);
      boolean plain = url.getRawQuery() == null && url.getRawFragment() == null;
      return plain
          && url.getHost() != null
          && ("https".equals(url.getScheme())
              || "http".equals(url.getScheme()) && PublicAddress.isLoopback(text));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
