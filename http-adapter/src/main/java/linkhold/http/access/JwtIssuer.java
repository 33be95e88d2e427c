package linkhold.http.access;

import java.net.URI;
import java.util.List;
import linkhold.http.server.PublicAddress;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whose JSON Web Tokens (RFC 7519) let their users in.
 *
 * @param issuer the claim {@code iss}, see {@link #isUrl}
 * @param audiences one of which the claim {@code aud} has to name
 * @param accountClaim the claim that tells users apart, usually {@code sub}
 * @param scopeClaim the claim that says whether a user may write; everyone may when null
 * @param keys where its keys are (RFC 7517): an address as {@link #isUrl} says, or one of {@code
 *     file:}; by OpenID Connect Discovery when null
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
