package linkhold.domain;

import java.time.Duration;
import java.time.Instant;

/**
 * Lets one device sign in to an account, once: it exchanges the code for a token or a session.
 *
 * @param account the account that the device will act for
 * @param scope what the device may do
 * @param expiresAt the code is refused from this time on
 * @param secret the code itself, which is not kept
 */
public record SignInCode(Account account, Scope scope, Instant expiresAt, TokenSecret secret) {

  /** For how long a code can be used. */
  public static final Duration LIFETIME = Duration.ofMinutes(10);

  /** How many unused codes an account has at most; a further one replaces the oldest. */
  public static final int MAX_PER_ACCOUNT = 20;

  /**
   * The address that a device opens to use the code, which stands in the fragment: browsers send
   * that to no server.
   *
   * @param page the address of the server's page, which ends with a slash
   */
  public String url(String page) {
    return page + "#sign-in=" + secret.reveal();
  }
}
