package linkhold.http.access;

import io.github.bucket4j.ConsumptionProbe;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import linkhold.http.call.Exchange;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.http.call.RepeatedWarnings;
import linkhold.http.server.Forwarding;
import org.jspecify.annotations.Nullable;

/**
 * Counts invalid secrets (tokens, sessions and codes) by the client's address. A valid secret is
 * never refused, however many attempts failed from the same address.
 */
public final class FailedAttempts {

  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Header INVALID_TOKEN =
      HeaderValues.createCached(
          HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"linkhold\", error=\"invalid_token\"");

  private final RepeatedWarnings warnings =
      new RepeatedWarnings(System.getLogger(FailedAttempts.class.getName()), WINDOW);

  private final Forwarding forwarding;
  private final @Nullable RateLimit<String> failures;

  /**
   * Starts with no attempts.
   *
   * @param max the limit for one client address within a minute; 0 for any number
   */
  public FailedAttempts(Forwarding forwarding, int max) {
    this.forwarding = forwarding;
    this.failures = max == 0 ? null : new RateLimit<>(max, WINDOW);
  }

  /**
   * Counts a failed attempt.
   *
   * @param secret the kind of secret, such as {@code token}
   * @param fault what is wrong with it, such as {@code is unknown, or has expired}
   */
  RefusedRequest refusal(ServerRequest request, String secret, String fault) {
    String detail = "The " + secret + " " + fault;
    warnings.log("A " + secret + " was shown that is not valid.", "");
    ConsumptionProbe left =
        failures == null ? null : failures.take(network(forwarding.client(request)));
    if (left != null && !left.isConsumed()) {
      Exchange.noteLimit("failed-authentications");
      return new RefusedRequest(
          ProblemType.TOO_MANY_REQUESTS,
          detail
              + ", like too many others that came from this address within a minute. A valid "
              + secret
              + " works at once.",
          retryAfter(left.getNanosToWaitForRefill()));
    }
    return new RefusedRequest(ProblemType.UNAUTHENTICATED, detail + ".", INVALID_TOKEN);
  }

  /** The network that is counted as one client: for IPv6 all addresses with the same 64 bits. */
  private static String network(InetAddress client) {
    byte[] bytes = client.getAddress();
    return HexFormat.of()
        .formatHex(client instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
  }

  /** The header {@code Retry-After} for {@code nanos}. */
  static Header retryAfter(long nanos) {
    long seconds = Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1));
    return HeaderValues.create(HeaderNames.RETRY_AFTER, Long.toString(Math.max(1, seconds)));
  }
}
