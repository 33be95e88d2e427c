package linkhold.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What lets one device or program act for an account; its secret is not kept.
 *
 * @param id what it is known by where the secret must not be shown
 * @param account whom it acts for
 * @param label what its owner calls it; may be empty; up to {@value #MAX_LABEL_LENGTH} code points
 * @param scope what it allows
 * @param createdAt when it was issued, to the microsecond
 * @param expiresAt from when on it is refused; never when null
 * @param lastUsedAt when it was last used, to about a minute; not yet when null
 */
public record Token(
    long id,
    Account account,
    String label,
    Scope scope,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt) {

  /** The longest label, in code points. */
  public static final int MAX_LABEL_LENGTH = 200;

  /** Whether it is refused at {@code time}. */
  public boolean isExpiredAt(Instant time) {
    return expiresAt != null && !time.isBefore(expiresAt);
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
    return new Token(id, account, label, scope, createdAt, expiresAt, isLater ? cut : lastUsedAt);
  }
}
