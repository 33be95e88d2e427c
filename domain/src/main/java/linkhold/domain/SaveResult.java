package linkhold.domain;

/** What became of one {@link LinkDraft}. */
public sealed interface SaveResult {

  /** The draft took effect, or its effect was there already. */
  record Saved(Outcome outcome, Link link) implements SaveResult {}

  /** The draft would have broken a rule together with the link that is there; nothing changed. */
  record Refused(InvalidInputException reason) implements SaveResult {

    /** The link would have got more than {@link Tag#MAX_PER_LINK} tags. */
    public static Refused tooManyTags() {
      return new Refused(new InvalidInputException("/tags", LinkFields.tooManyTags()));
    }
  }

  /** How a draft took effect. */
  enum Outcome {
    /** The account did not have this URL. */
    CREATED,
    /** The account had this URL, and the link changed. */
    MERGED,
    /** The account had this URL, and it said all this already; no revision was taken. */
    UNCHANGED,
    /** The link had been deleted; it keeps its id and begins with the draft's fields alone. */
    RESTORED
  }
}
