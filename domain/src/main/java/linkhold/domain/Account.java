package linkhold.domain;

import java.time.Instant;

/**
 * Someone whose links are kept.
 *
 * @param id what the stores know it by
 * @param name what people know it by; unique; 1 to {@value #MAX_NAME_LENGTH} of {@code a-z 0-9 . _
 *     - @ +}, beginning with a letter or digit
 * @param createdAt when it was added, to the microsecond
 */
public record Account(AccountId id, String name, Instant createdAt) {

  /** The longest name, in characters. */
  public static final int MAX_NAME_LENGTH = 64;

  /** Checks the name, so that an account that exists has a valid one. */
  public Account {
    requireName(name);
  }

  /**
   * {@code name}, found to be one an account may have.
   *
   * @throws InvalidInputException at {@code /name} when it is not
   */
  public static String requireName(String name) {
    boolean valid =
        !name.isEmpty()
            && name.length() <= MAX_NAME_LENGTH
            && isLetterOrDigit(name.charAt(0))
            && name.chars().allMatch(c -> isLetterOrDigit(c) || "._-@+".indexOf(c) >= 0);
    if (!valid) {
      throw new InvalidInputException(
          "/name",
          "An account's name is 1 to 64 of a-z, 0-9, '.', '_', '-', '@' and '+',"
              + " and begins with a letter or digit.");
    }
    return name;
  }

  private static boolean isLetterOrDigit(int c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
  }
}
