package linkhold.domain;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address to which the changes of accounts are sent.
 *
 * @param url where to; http or https
 * @param failures how many deliveries have failed since the last success
 * @param failingSince the time of the first of them
 * @param lastError why the last of them failed
 * @param deliveredAt the time of the last success
 */
public record Webhook(
    long id,
    String url,
    Instant createdAt,
    int failures,
    @Nullable Instant failingSince,
    @Nullable String lastError,
    @Nullable Instant deliveredAt) {

  /** How many webhooks there are at most. */
  public static final int MAX_COUNT = 20;

  /** How many accounts a delivery has at most. */
  public static final int ACCOUNTS_PER_DELIVERY = 100;

  /** How long a delivery that was taken is reserved; then it may be taken again. */
  public static final Duration LEASE = Duration.ofMinutes(1);

  /**
   * Checks that one more may be added to {@code count} webhooks.
   *
   * @throws InvalidInputException when there are {@link #MAX_COUNT} already
   */
  public static void requireRoom(int count) {
    if (count >= MAX_COUNT) {
      throw new InvalidInputException("", "There are at most " + MAX_COUNT + " webhooks.");
    }
  }

  private static final int SECRET_BYTES = 32;
  private static final String SECRET_PREFIX = "whsec_";

  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1));

  /** How long to wait after so many failures, at least 1. */
  public static Duration pauseAfter(int failures) {
    return PAUSES.get(Math.min(failures, PAUSES.size()) - 1);
  }

  /** A new random secret, in the form of Standard Webhooks. */
  public static String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return SECRET_PREFIX + Base64.getEncoder().encodeToString(bytes);
  }

  /** The bytes of a secret. */
  public static byte[] key(String secret) {
    return Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length()));
  }

  /** This webhook after a delivery that succeeded at {@code now}. */
  public Webhook delivered(Instant now) {
    return new Webhook(id, url, createdAt, 0, null, null, now);
  }

  /** This webhook after a delivery that failed at {@code now}. */
  public Webhook failed(String error, Instant now) {
    Instant since = failingSince == null ? now : failingSince;
    return new Webhook(id, url, createdAt, failures + 1, since, error, deliveredAt);
  }
}
