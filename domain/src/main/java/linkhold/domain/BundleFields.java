package linkhold.domain;

/**
 * What a person says about a bundle. Its texts are kept as given; the HTTP side interprets them.
 *
 * @param name its name; not blank, at most {@value #MAX_NAME_LENGTH} code points
 * @param search what its links must match, at most {@value #MAX_SEARCH_LENGTH} code points
 * @param anyTags tags one of which its links have, at most {@value #MAX_TAGS_LENGTH} code points
 * @param allTags tags all of which its links have, of the same length
 * @param excludedTags tags none of which its links have, of the same length
 * @param unread whether its links wait to be read
 * @param shared whether its links are meant for others too
 * @param order where it stands among the account's bundles, the lowest first
 */
public record BundleFields(
    String name,
    String search,
    String anyTags,
    String allTags,
    String excludedTags,
    Choice unread,
    Choice shared,
    int order) {

  /** A condition on a flag. */
  public enum Choice {
    EITHER,
    YES,
    NO
  }

  /** The longest name, in code points. */
  public static final int MAX_NAME_LENGTH = 256;

  /** The longest search, in code points. */
  public static final int MAX_SEARCH_LENGTH = 256;

  /** The longest text of tags, in code points. */
  public static final int MAX_TAGS_LENGTH = 1024;

  /**
   * Checks the texts.
   *
   * @throws InvalidInputException naming every field that breaks a rule
   */
  public BundleFields {
    Faults faults = new Faults();
    if (name.isBlank()) {
      faults.add(FaultCode.MISSING, "/name", "A bundle needs a name.");
    }
    check(faults, "/name", name, MAX_NAME_LENGTH);
    check(faults, "/search", search, MAX_SEARCH_LENGTH);
    check(faults, "/anyTags", anyTags, MAX_TAGS_LENGTH);
    check(faults, "/allTags", allTags, MAX_TAGS_LENGTH);
    check(faults, "/excludedTags", excludedTags, MAX_TAGS_LENGTH);
    faults.throwIfAny();
  }

  private static void check(Faults faults, String pointer, String text, int maxLength) {
    faults.at("", () -> Text.require(pointer, text, maxLength));
  }
}
