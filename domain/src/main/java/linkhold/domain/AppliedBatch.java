package linkhold.domain;

import java.util.List;

/**
 * What a store remembers of a batch that it has applied, so that a retry does not apply it twice.
 *
 * @param ids the link that each operation was about, in their order
 * @param revision the account's revision afterwards
 */
public record AppliedBatch(List<Long> ids, long revision) {

  /** Keeps a copy of the ids. */
  public AppliedBatch {
    ids = List.copyOf(ids);
  }

  /** What to remember of the batch that had this result. */
  public static AppliedBatch of(BatchResult result) {
    return new AppliedBatch(
        result.results().stream().map(done -> done.change().id()).toList(),
        result.version().revision());
  }

  /**
   * Whether applying a batch twice could do harm. A batch of saves without conditions is safe to
   * repeat and need not be remembered.
   */
  public static boolean isNeededFor(List<Operation> operations) {
    return !operations.stream()
        .allMatch(operation ->
            operation instanceof Operation.Save save && save.precondition().versions() == null);
  }
}
