package linkhold.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets one device or program act for an account. The secret itself is not stored.
 *
 * @param id identifies it without its secret; negative when an identity service issued it, so that
 *     no store has it
 * @param kind how the client keeps the secret
 * @param account that it acts for
 * @param label its name for people; may be empty; up to {@value #MAX_LABEL_LENGTH} code points
 * @param scope what it allows
 * @param createdAt when it was issued, to the microsecond
 * @param expiresAt it is refused from this time on; never when null
 * @param lastUsedAt when it was last used, to about a minute; null before its first use
 */
public record Token(
    long id,
    Kind kind,
    Account account,
    String label,
    Scope scope,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt) {

  /** The longest label, in code points. */
  public static final int MAX_LABEL_LENGTH = 200;

  /** How long a session lasts without being used. */
  public static final Duration SESSION_IDLE_TIME = Duration.ofDays(90);

  /** How many sessions an account has at most; one more ends the least recently used. */
  public static final int MAX_SESSIONS = 100;

  /** How the client keeps the secret. */
  public enum Kind {
    /** An app or a program, which sends it as a bearer token. */
    TOKEN,
    /** A browser, which sends it as a cookie; ends after {@link #SESSION_IDLE_TIME} unused. */
    SESSION
  }

  /** Whether an identity service issued it, so that no store has it. */
  public boolean isForeign() {
    return id < 0;
  }

  /** When it was last used, or else issued. */
  public Instant lastActiveAt() {
    return lastUsedAt == null ? createdAt : lastUsedAt;
  }

  /** When it expires, unless it is used before; never when null. */
  public @Nullable Instant endsAt() {
    if (kind == Kind.TOKEN) {
      return expiresAt;
    }
    Instant idle = lastActiveAt().plus(SESSION_IDLE_TIME);
    return expiresAt == null || idle.isBefore(expiresAt) ? idle : expiresAt;
  }

  /** Whether it is refused at {@code time}. */
  public boolean isExpiredAt(Instant time) {
    Instant end = endsAt();
    return end != null && !time.isBefore(end);
  }

  /**
   * {@code label}, if a token may have it.
   *
   * @throws InvalidInputException at {@code /label} when it is not
   */
  public static String requireLabel(String label) {
    return Text.require("/label", label.strip(), MAX_LABEL_LENGTH);
  }

  /**
   * {@code expiresAt}, cut to the microsecond.
   *
   * @throws InvalidInputException at {@code /expiresAt} when it is outside the years 1 to 9999
   */
  public static Instant requireExpiry(Instant expiresAt) {
    return LinkFields.requireTime("/expiresAt", expiresAt);
  }

  /** This token, used at {@code time} or later. */
  public Token usedAt(Instant time) {
    Instant cut = time.truncatedTo(ChronoUnit.MICROS);
    boolean isLater = lastUsedAt == null || cut.isAfter(lastUsedAt);
    Instant last = isLater ? cut : lastUsedAt;
    return new Token(id, kind, account, label, scope, createdAt, expiresAt, last);
  }
}
