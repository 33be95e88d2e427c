package linkhold.http.access;

import io.helidon.webserver.http.ServerRequest;
import linkhold.domain.Token;
import linkhold.domain.TokenDigest;
import linkhold.domain.TokenDraft;
import linkhold.domain.TokenSecret;
import linkhold.domain.TokenStore;
import linkhold.domain.TokenStore.Issued;
import linkhold.http.call.RefusedRequest;

/** Exchanges a code or token for a session of a page or a token of an app. */
public final class SignIn {

  private final TokenStore tokens;
  private final TokenCache cache;
  private final FailedAttempts failures;
  private final SameOrigin sameOrigin;
  private final SessionCookie cookie;

  public SignIn(
      TokenStore tokens,
      TokenCache cache,
      FailedAttempts failures,
      SameOrigin sameOrigin,
      SessionCookie cookie) {
    this.tokens = tokens;
    this.cache = cache;
    this.failures = failures;
    this.sameOrigin = sameOrigin;
    this.cookie = cookie;
  }

  /**
   * Issues a token for a code.
   *
   * @throws RefusedRequest when the code is not valid
   */
  public Issued tokenForCode(ServerRequest request, String code, String label) {
    return forCode(request, code, Token.Kind.TOKEN, label);
  }

  /**
   * Begins a session for a code.
   *
   * @throws RefusedRequest when the code is not valid, or no session may begin here
   */
  public Issued sessionForCode(ServerRequest request, String code, String label) {
    checkSession(request);
    return forCode(request, code, Token.Kind.SESSION, label);
  }

  /**
   * Begins a session for a token, of the same scope, which ends when the token expires.
   *
   * @throws RefusedRequest when the token is not valid, or no session may begin here
   */
  public Issued sessionForToken(ServerRequest request, String secret, String label) {
    checkSession(request);
    TokenDigest digest = TokenSecret.of(secret.strip()).digest();
    Token token = cache.find(digest);
    if (token == null || token.kind() != Token.Kind.TOKEN) {
      throw failures.refusal(request, "token", TokenAccess.INVALID);
    }
    if (cache.isBlocked(token)) {
      throw TokenAccess.blocked();
    }
    return tokens.issue(
        token.account().name(),
        new TokenDraft(Token.Kind.SESSION, label, token.scope(), token.expiresAt()));
  }

  private void checkSession(ServerRequest request) {
    sameOrigin.checkSigningIn(request);
    cookie.requireSecure(request);
  }

  private Issued forCode(ServerRequest request, String code, Token.Kind kind, String label) {
    Issued issued =
        tokens
            .redeem(TokenSecret.of(code.strip()).digest(), kind, label)
            .orElseThrow(
                () -> failures.refusal(request, "code", "is unknown, was used, or has expired"));
    if (cache.isBlocked(issued.token())) {
      tokens.revoke(issued.token().account().name(), issued.token().id());
      throw TokenAccess.blocked();
    }
    return issued;
  }
}
