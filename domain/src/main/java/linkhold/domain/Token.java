package linkhold.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What lets one device or program act for an account; its secret is not kept.
 *
 * @param id what it is known by where the secret must not be shown; negative when no store has the
 *     token, since somebody else issued it
 * @param kind who keeps the secret, and how
 * @param account whom it acts for
 * @param label what its owner calls it; may be empty; up to {@value #MAX_LABEL_LENGTH} code points
 * @param scope what it allows
 * @param createdAt when it was issued, to the microsecond
 * @param expiresAt from when on it is refused; never when null
 * @param lastUsedAt when it was last used, to about a minute; not yet when null
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

  /** For how long a session lasts that is not used. */
  public static final Duration SESSION_IDLE_TIME = Duration.ofDays(90);

  /** How many sessions an account has at most; a further one ends the longest unused. */
  public static final int MOST_SESSIONS = 100;

  /** Who keeps the secret. */
  public enum Kind {
    /** An app or a program, which sends it as a bearer token. */
    TOKEN,
    /** A browser, which sends it as a cookie; ends after {@link #SESSION_IDLE_TIME} unused. */
    SESSION
  }

  /** Whether somebody else issued it, so that no store has it. */
  public boolean isForeign() {
    return id < 0;
  }

  /** When it was last used, or else issued. */
  public Instant lastActiveAt() {
    return lastUsedAt == null ? createdAt : lastUsedAt;
  }

  /** From when on it is refused, unless it is used before; never when null. */
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
   * {@code label}, found to be one that a token may have.
   *
   * @throws InvalidInputException at {@code /label} when it is not
   */
  public static String requireLabel(String label) {
    return Text.require("/label", label.strip(), MAX_LABEL_LENGTH);
  }

  /**
   * {@code expiresAt}, cut to the microsecond and found to be a time that can be kept.
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
