package linkhold.domain;

import java.util.List;

/** One write of a batch. Its precondition is as in {@link LinkStore}. */
public sealed interface Operation {

  /** The most operations that one batch may have. */
  int MAX_PER_BATCH = 1000;

  /** The condition on the link. */
  Precondition precondition();

  /** Saves a link; the precondition applies to the link that has the URL, if there is one. */
  record Save(LinkDraft draft, Precondition precondition) implements Operation {}

  /** Changes a link. */
  record Update(LinkRef link, LinkPatch patch, Precondition precondition) implements Operation {}

  /** Deletes a link. */
  record Delete(LinkRef link, Precondition precondition) implements Operation {}

  /** Identifies a link. */
  sealed interface LinkRef {

    /** The link of this id. */
    record ById(long id) implements LinkRef {}

    /** The link of this canonical URL. */
    record ByUrl(LinkUrl url) implements LinkRef {}
  }

  /** {@code operations} with the rule for reading pages in each save. */
  static List<Operation> with(LinkDraft.Reading reading, List<Operation> operations) {
    return operations.stream()
        .map(operation ->
            operation instanceof Save(LinkDraft draft, Precondition precondition)
                ? new Save(draft.with(reading), precondition)
                : operation)
        .toList();
  }
}
