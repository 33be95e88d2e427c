package linkhold.domain;

/** One write of a batch. Its precondition means what it means to {@link LinkStore}. */
public sealed interface Operation {

  /** The most operations that one batch may have. */
  int MAX_PER_BATCH = 1000;

  /** What the link must be like. */
  Precondition precondition();

  /** Saves a link; the precondition is about the link that has the URL, if one has. */
  record Save(LinkDraft draft, Precondition precondition) implements Operation {}

  /** Changes a link. */
  record Update(LinkRef link, LinkPatch patch, Precondition precondition) implements Operation {}

  /** Deletes a link. */
  record Delete(LinkRef link, Precondition precondition) implements Operation {}

  /** Which link is meant. */
  sealed interface LinkRef {

    /** The link of this id. */
    record ById(long id) implements LinkRef {}

    /** The link of this canonical URL. */
    record ByUrl(LinkUrl url) implements LinkRef {}
  }
}
