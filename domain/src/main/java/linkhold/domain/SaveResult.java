package linkhold.domain;

/** The result of saving one {@link LinkDraft}. */
public sealed interface SaveResult {

  /** The draft is saved, or the link had all of it already. */
  record Saved(Outcome outcome, Link link) implements SaveResult {}

  /** The draft, merged into the existing link, would have broken a rule; nothing changed. */
  record Refused(InvalidInputException reason) implements SaveResult {

    /** The link would have got more than {@link Tag#MAX_PER_LINK} tags. */
    public static Refused tooManyTags() {
      return new Refused(
          new InvalidInputException(FaultCode.TOO_MANY, "/tags", LinkFields.tooManyTags()));
    }
  }

  /** How a draft took effect. */
  enum Outcome {
    /** The account did not have this URL. */
    CREATED,
    /** The account had this URL, and the link changed. */
    MERGED,
    /** The account had this URL, and the link did not change; no revision was taken. */
    UNCHANGED,
    /** The link had been deleted; it keeps its id and has the draft's fields alone. */
    RESTORED
  }
}
