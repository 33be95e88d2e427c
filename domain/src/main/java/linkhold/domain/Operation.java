package linkhold.domain;

import java.util.List;

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

  /** {@code operations}, applied by a store that has pages read as {@code reading} says. */
  static List<Operation> with(LinkDraft.Reading reading, List<Operation> operations) {
    return operations.stream()
        .map(operation ->
            operation instanceof Save(LinkDraft draft, Precondition precondition)
                ? new Save(draft.with(reading), precondition)
                : operation)
        .toList();
  }
}
