package linkhold.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of every account, sessions among them, and the codes that are exchanged for them. Each
 * call is one transaction. Safe for concurrent use; returns after the commit, and every later call
 * sees its effect. {@link UnavailableException} when the store cannot answer; other failures are
 * named at the method.
 */
public interface TokenStore {

  /** A new token with its secret, which is not stored. */
  record Issued(Token token, TokenSecret secret) {}

  /**
   * Issues a token or a session. Removes the account's sessions that have expired and, if there are
   * too many, the least recently used.
   *
   * @throws NotFoundException when there is no account of this name
   */
  Issued issue(String accountName, TokenDraft draft);

  /**
   * Issues a token.
   *
   * @param expiresAt cut to the microsecond; never when null
   * @throws NotFoundException when there is no account of this name
   * @throws InvalidInputException when the label or the time is not valid
   */
  default Issued issue(String accountName, String label, Scope scope, @Nullable Instant expiresAt) {
    return issue(accountName, new TokenDraft(Token.Kind.TOKEN, label, scope, expiresAt));
  }

  /**
   * Makes a code for one sign-in. Codes that have expired are removed.
   *
   * @throws NotFoundException when there is no account of this name
   */
  SignInCode issueCode(String accountName, Scope scope);

  /**
   * Exchanges a code for a token or a session of its account and scope. A code works once, also
   * when several devices use it at the same time.
   *
   * @return empty when the code is unknown, was used, or has expired
   * @throws InvalidInputException when the label is not valid; the code stays valid
   */
  Optional<Issued> redeem(TokenDigest code, Token.Kind kind, String label);

  /** The token that has this digest, expired or not; empty when there is none. */
  Optional<Token> find(TokenDigest digest);

  /**
   * Those of {@code ids} whose tokens exist, expired or not, and whose accounts are not blocked.
   */
  Set<Long> existing(Set<Long> ids);

  /**
   * An account's tokens, in the order in which they were issued.
   *
   * @throws NotFoundException when there is no account of this name
   */
  List<Token> list(String accountName);

  /**
   * Revokes a token.
   *
   * @throws NotFoundException when the account has no such token
   */
  void revoke(String accountName, long id);

  /**
   * Stores when a token was used, unless a later use is stored; does nothing for an unknown token.
   */
  void noteUse(long id, Instant time);
}
