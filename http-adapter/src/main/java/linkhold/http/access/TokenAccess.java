package linkhold.http.access;

import io.github.bucket4j.ConsumptionProbe;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import linkhold.domain.Scope;
import linkhold.domain.Token;
import linkhold.domain.TokenDigest;
import linkhold.domain.TokenSecret;
import linkhold.http.call.Dialect;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.http.server.Forwarding;
import org.jspecify.annotations.Nullable;

/**
 * Token mode: a request acts for the account of the bearer token that it shows (RFC 6750), within
 * its scope and as often as is allowed.
 */
public final class TokenAccess implements Access {

  private static final ScopedValue<Caller> CALLER = ScopedValue.newInstance();

  /** Longer than any token that could be right. */
  private static final int MAX_TOKEN_LENGTH = 256;

  private static final Header CHALLENGE = challenge("Bearer realm=\"linkhold\"");
  private static final Header INVALID_TOKEN =
      challenge("Bearer realm=\"linkhold\", error=\"invalid_token\"");

  private static final HeaderName RATE_LIMIT = HeaderNames.create("RateLimit");
  private static final HeaderName RATE_LIMIT_POLICY = HeaderNames.create("RateLimit-Policy");
  private static final String POLICY = "token";
  private static final Duration FAILURE_WINDOW = Duration.ofMinutes(1);

  private final TokenCache tokens;
  private final Forwarding forwarding;
  private final @Nullable RateLimit<Long> requests;
  private final @Nullable RateLimit<String> failures;

  /**
   * Admits by {@code tokens}.
   *
   * @param requestsPerToken how many requests a token may make within {@code rateWindow}; 0 for any
   *     number
   * @param failedAuthentications how many tokens that are not valid may come from one client
   *     address within a minute; 0 for any number
   */
  public TokenAccess(
      TokenCache tokens,
      Forwarding forwarding,
      int requestsPerToken,
      Duration rateWindow,
      int failedAuthentications) {
    this.tokens = tokens;
    this.forwarding = forwarding;
    this.requests = limit(requestsPerToken, rateWindow);
    this.failures = limit(failedAuthentications, FAILURE_WINDOW);
  }

  private static <K> @Nullable RateLimit<K> limit(int times, Duration window) {
    return times == 0 ? null : new RateLimit<>(times, window);
  }

  @Override
  public void admit(
      ServerRequest request,
      ServerResponse response,
      Dialect dialect,
      Scope needed,
      Runnable call) {
    TokenDigest digest = secret(request, dialect).digest();
    Token token = token(digest, request);
    tokens.noteUse(digest, token);
    if (requests != null) {
      count(requests, token, response);
    }
    if (!token.scope().includes(needed)) {
      throw insufficient(needed, token.scope());
    }
    ScopedValue.where(CALLER, new Caller(token.account(), token.scope(), token)).run(call);
  }

  @Override
  public boolean isAnonymous(ServerRequest request) {
    return !request.headers().contains(HeaderNames.AUTHORIZATION);
  }

  @Override
  public Caller caller(ServerRequest request) {
    return CALLER.get();
  }

  private static TokenSecret secret(ServerRequest request, Dialect dialect) {
    List<String> credentials = request.headers().all(HeaderNames.AUTHORIZATION, List::of);
    if (credentials.isEmpty()) {
      throw new RefusedRequest(
          ProblemType.UNAUTHENTICATED,
          "Show a token in the header Authorization: Bearer lh_…",
          CHALLENGE);
    }
    String token = credentials.size() > 1 ? null : token(credentials.getFirst(), dialect);
    if (token == null) {
      throw new RefusedRequest(
          ProblemType.UNAUTHENTICATED,
          "The header Authorization is understood once, as Bearer lh_…",
          CHALLENGE);
    }
    return TokenSecret.of(token);
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

  /** The token that begins in {@code credentials} after white space. */
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

  /** The token comes first: whoever else failed from its address, a valid one is never refused. */
  private Token token(TokenDigest digest, ServerRequest request) {
    Token known = tokens.known(digest);
    Token token = known == null ? tokens.find(digest) : known;
    if (token == null) {
      throw failed(request);
    }
    return token;
  }

  private RefusedRequest failed(ServerRequest request) {
    ConsumptionProbe left =
        failures == null ? null : failures.take(network(forwarding.client(request)));
    if (left != null && !left.isConsumed()) {
      return new RefusedRequest(
          ProblemType.TOO_MANY_REQUESTS,
          "The token is unknown, has expired, or was revoked, like too many others that came from"
              + " this address within a minute. A valid token works at once.",
          retryAfter(left.getNanosToWaitForRefill()));
    }
    return new RefusedRequest(
        ProblemType.UNAUTHENTICATED,
        "The token is unknown, has expired, or was revoked.",
        INVALID_TOKEN);
  }

  /** The headers tell how much is left (draft-ietf-httpapi-ratelimit-headers), also of failures. */
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
      throw new RefusedRequest(
          ProblemType.TOO_MANY_REQUESTS,
          "This token makes more requests than are allowed: " + requests.policy(POLICY) + ".",
          retryAfter(probe.getNanosToWaitForRefill()));
    }
  }

  private static RefusedRequest insufficient(Scope needed, Scope scope) {
    String name = needed.label();
    return new RefusedRequest(
        ProblemType.INSUFFICIENT_SCOPE,
        "This needs a token of scope %s; this one has scope %s.".formatted(name, scope.label()),
        challenge(
            "Bearer realm=\"linkhold\", error=\"insufficient_scope\", scope=\"" + name + "\""));
  }

  /** One client has many addresses of IPv6: all that begin with the same 64 bits. */
  private static String network(InetAddress client) {
    byte[] bytes = client.getAddress();
    return HexFormat.of()
        .formatHex(client instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
  }

  private static Header challenge(String text) {
    return HeaderValues.createCached(HeaderNames.WWW_AUTHENTICATE, text);
  }

  private static Header retryAfter(long nanos) {
    return HeaderValues.create(HeaderNames.RETRY_AFTER, Long.toString(Math.max(1, seconds(nanos))));
  }

  private static long seconds(long nanos) {
    return Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1));
  }
}
