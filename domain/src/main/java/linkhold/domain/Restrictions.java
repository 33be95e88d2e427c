package linkhold.domain;

import org.jspecify.annotations.Nullable;

/**
 * Limits that the administrator has set for one account.
 *
 * @param blocked whether all its requests are refused
 * @param maxLinks how many links it may have, not negative; the server's limit when null
 */
public record Restrictions(boolean blocked, @Nullable Long maxLinks) {

  /** None. */
  public static final Restrictions NONE = new Restrictions(false, null);

  /** Checks the limit. */
  public Restrictions {
    if (maxLinks != null && maxLinks < 0) {
      throw new InvalidInputException("/maxLinks", "Expected 0 or more, or null.");
    }
  }

  /** These restrictions, blocked or not. */
  public Restrictions withBlocked(boolean other) {
    return new Restrictions(other, maxLinks);
  }

  /** These restrictions with another limit. */
  public Restrictions withMaxLinks(@Nullable Long other) {
    return new Restrictions(blocked, other);
  }
}
