package linkhold.domain;

import java.time.Instant;

/**
 * A person or program that owns links.
 *
 * @param id its key in the stores
 * @param name its name for people and identity services; unique; 1 to {@value #MAX_NAME_LENGTH}
 *     visible characters of ASCII, as the subjects of OpenID Connect are; case counts
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
   * {@code name}, if an account may have it.
   *
   * @throws InvalidInputException at {@code /name} when it is not
   */
  public static String requireName(String name) {
    boolean valid =
        !name.isEmpty()
            && name.length() <= MAX_NAME_LENGTH
            && name.chars().allMatch(c -> c > ' ' && c < 0x7f)
            && !name.equals(".")
            && !name.equals(".."); // which no path of a URL can hold
    if (!valid) {
      throw new InvalidInputException(
          "/name",
          "An account's name is 1 to 255 letters, digits and other visible characters of ASCII,"
              + " such as ada, Ada@example.com or auth0|507f1f77; no spaces, and not '.' or '..'.");
    }
    return name;
  }
}
