package linkhold.domain;

import java.time.Instant;

/**
 * Someone whose links are kept.
 *
 * @param id what the stores know it by
 * @param name what people, or an identity service, know it by; unique; 1 to {@value
 *     #MAX_NAME_LENGTH} visible characters of ASCII, as the subjects of OpenID Connect are; two
 *     that differ in case are two
 * @param createdAt when it was added, to the microsecond
 * @param restrictions what it may not do
 */
public record Account(AccountId id, String name, Instant createdAt, Restrictions restrictions) {

  /** The longest name, in characters. */
  public static final int MAX_NAME_LENGTH = 255;

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
            && name.chars().allMatch(c -> c > ' ' && c < 0x7f)
            && !name.equals(".")
            && !name.equals(".."); // which no address can hold
    if (!valid) {
      throw new InvalidInputException(
          "/name",
          "An account's name is 1 to 255 letters, digits and other visible characters of ASCII,"
              + " such as ada, Ada@example.com or auth0|507f1f77; no spaces, and not '.' or '..'.");
    }
    return name;
  }
}
