package linkhold.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token or a session to be issued.
 *
 * @param kind how the client will keep the secret
 * @param label its name for people; stripped; may be empty
 * @param scope what it will allow
 * @param expiresAt cut to the microsecond; never when null
 */
public record TokenDraft(Token.Kind kind, String label, Scope scope, @Nullable Instant expiresAt) {

  /**
   * Checks label and time.
   *
   * @throws InvalidInputException when one of them is not valid
   */
  public TokenDraft {
    label = Token.requireLabel(label);
    expiresAt = expiresAt == null ? null : Token.requireExpiry(expiresAt);
  }

  /** The token, issued at {@code time}. */
  public Token issued(long id, Account account, Instant time) {
    return new Token(id, kind, account, label, scope, time, expiresAt, null);
  }
}
