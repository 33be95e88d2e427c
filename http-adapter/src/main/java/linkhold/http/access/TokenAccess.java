package linkhold.http.access;

import io.github.bucket4j.ConsumptionProbe;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import linkhold.domain.Scope;
import linkhold.domain.Token;
import linkhold.domain.TokenDigest;
import linkhold.domain.TokenSecret;
import linkhold.http.call.Dialect;
import linkhold.http.call.Exchange;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import org.jspecify.annotations.Nullable;

/**
 * Token mode: a request acts for the account of its bearer token (RFC 6750), or of the session of
 * its cookie, within the token's scope and rate limit.
 */
public final class TokenAccess implements Access {

  private static final ScopedValue<Caller> CALLER = ScopedValue.newInstance();

  /** Longer than any valid token. */
  private static final int MAX_TOKEN_LENGTH = 8192;

  private static final Header CHALLENGE = challenge("Bearer realm=\"linkhold\"");

  /** The fault of an invalid secret. */
  static final String INVALID = "is unknown, has expired, or was revoked";

  private static final HeaderName RATE_LIMIT = HeaderNames.create("RateLimit");
  private static final HeaderName RATE_LIMIT_POLICY = HeaderNames.create("RateLimit-Policy");
  private static final String POLICY = "token";

  private final TokenCache tokens;
  private final @Nullable JwtTokens foreign;
  private final SessionCookie cookie;
  private final SameOrigin sameOrigin;
  private final FailedAttempts failures;
  private final @Nullable RateLimit<Long> requests;

  /**
   * Authenticates by {@code tokens}.
   *
   * @param foreign tokens of other issuers; none when null
   * @param cookie holds the secret of a page's session
   * @param requestsPerToken how many requests a token may make within {@code rateWindow}; 0 for any
   *     number
   */
  public TokenAccess(
      TokenCache tokens,
      @Nullable JwtTokens foreign,
      SessionCookie cookie,
      SameOrigin sameOrigin,
      FailedAttempts failures,
      int requestsPerToken,
      Duration rateWindow) {
    this.tokens = tokens;
    this.foreign = foreign;
    this.cookie = cookie;
    this.sameOrigin = sameOrigin;
    this.failures = failures;
    this.requests = requestsPerToken == 0 ? null : new RateLimit<>(requestsPerToken, rateWindow);
  }

  @Override
  public void admit(
      ServerRequest request,
      ServerResponse response,
      Dialect dialect,
      Scope needed,
      Runnable call) {
    Credential credential = credential(request, dialect);
    TokenDigest digest = credential.secret.digest();
    Token token = token(credential, digest, request);
    if (tokens.isBlocked(token)) {
      throw blocked();
    }
    tokens.noteUse(digest, token);
    if (requests != null) {
      count(requests, token, response);
    }
    if (!token.scope().includes(needed)) {
      throw insufficient(needed, token.scope());
    }
    Exchange exchange = Exchange.current();
    if (exchange != null) {
      exchange.caller(token.account().id().value(), token.id());
    }
    ScopedValue.where(CALLER, new Caller(token.account(), token.scope(), token)).run(call);
  }

  @Override
  public void requireSignIn() {}

  @Override
  public boolean isAnonymous(ServerRequest request) {
    return !request.headers().contains(HeaderNames.AUTHORIZATION) && cookie.read(request).isEmpty();
  }

  @Override
  public Caller caller(ServerRequest request) {
    return CALLER.get();
  }

  /** The credentials of a request: a bearer token, or else the cookie of a session. */
  private record Credential(Token.Kind kind, TokenSecret secret) {}

  private Credential credential(ServerRequest request, Dialect dialect) {
    List<String> credentials = request.headers().all(HeaderNames.AUTHORIZATION, List::of);
    if (!credentials.isEmpty()) {
      String token = credentials.size() > 1 ? null : token(credentials.getFirst(), dialect);
      if (token == null) {
        throw new RefusedRequest(
            ProblemType.UNAUTHENTICATED,
            "Send the header Authorization once, as Bearer lh_…",
            CHALLENGE);
      }
      return new Credential(Token.Kind.TOKEN, TokenSecret.of(token));
    }
    String session =
        cookie
            .read(request)
            .orElseThrow(() ->
                new RefusedRequest(
                    ProblemType.UNAUTHENTICATED,
                    "Send a token in the header Authorization: Bearer lh_…",
                    CHALLENGE));
    sameOrigin.checkWithCookie(request);
    return new Credential(Token.Kind.SESSION, TokenSecret.of(session));
  }

  /** The token in {@code credentials} (RFC 6750, 2.1); null when they are of another form. */
  private static @Nullable String token(String credentials, Dialect dialect) {
    for (String scheme : dialect.authorizationSchemes()) {
      int length = scheme.length();
      if (credentials.regionMatches(true, 0, scheme, 0, length)
          && credentials.startsWith(" ", length)) {
        return token(credentials, length + 1);
      }
    }
    return null;
  }

  /** The token in {@code credentials} after white space, from an index on. */
  private static @Nullable String token(String credentials, int after) {
    int start = after;
    int end = credentials.length();
    while (start < end && credentials.charAt(start) == ' ') {
      start++;
    }
    while (start < end && credentials.charAt(end - 1) == ' ') {
      end--;
    }
    if (start == end || end - start > MAX_TOKEN_LENGTH) {
      return null;
    }
    for (int i = start; i < end; i++) {
      if (!isOfToken(credentials.charAt(i))) {
        return null;
      }
    }
    return credentials.substring(start, end);
  }

  private static boolean isOfToken(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || "._~+/=-".indexOf(c) >= 0;
  }

  /**
   * Verifies the token before it counts failures: a valid one is never refused for failures from
   * the same address. A session's secret is not valid in a header, nor a token's in a cookie.
   */
  private Token token(Credential credential, TokenDigest digest, ServerRequest request) {
    Token token = find(credential, digest);
    if (token == null || token.kind() != credential.kind || tokens.hasEnded(token)) {
      boolean bearer = credential.kind == Token.Kind.TOKEN;
      throw failures.refusal(request, bearer ? "token" : "session", INVALID);
    }
    return token;
  }

  private @Nullable Token find(Credential credential, TokenDigest digest) {
    String text = credential.secret.reveal();
    if (foreign != null && credential.kind == Token.Kind.TOKEN && JwtTokens.isForm(text)) {
      return foreign.find(text);
    }
    Token known = tokens.known(digest);
    return known == null ? tokens.find(digest) : known;
  }

  /**
   * Sets the headers with the remaining permits (draft-ietf-httpapi-ratelimit-headers), also on
   * failures.
   */
  private static void count(RateLimit<Long> requests, Token token, ServerResponse response) {
    ConsumptionProbe probe = requests.take(token.id());
    String state =
        "\"%s\";r=%d;t=%d"
            .formatted(POLICY, probe.getRemainingTokens(), seconds(probe.getNanosToWaitForReset()));
    response.beforeSend(() -> {
      response.headers().set(RATE_LIMIT_POLICY, requests.policy(POLICY));
      response.headers().set(RATE_LIMIT, state);
    });
    if (!probe.isConsumed()) {
      Exchange.noteLimit("requests-per-token");
      throw new RefusedRequest(
          ProblemType.TOO_MANY_REQUESTS,
          "This token makes more requests than are allowed: " + requests.policy(POLICY) + ".",
          FailedAttempts.retryAfter(probe.getNanosToWaitForRefill()));
    }
  }

  static RefusedRequest blocked() {
    return new RefusedRequest(
        ProblemType.ACCOUNT_BLOCKED,
        "The server's operator has blocked this account. Nothing was deleted.");
  }

  private static RefusedRequest insufficient(Scope needed, Scope scope) {
    String name = needed.label();
    return new RefusedRequest(
        ProblemType.INSUFFICIENT_SCOPE,
        "This needs a token of scope %s; this one has scope %s.".formatted(name, scope.label()),
        challenge(
            "Bearer realm=\"linkhold\", error=\"insufficient_scope\", scope=\"" + name + "\""));
  }

  private static Header challenge(String text) {
    return HeaderValues.createCached(HeaderNames.WWW_AUTHENTICATE, text);
  }

  private static long seconds(long nanos) {
    return Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1));
  }
}
