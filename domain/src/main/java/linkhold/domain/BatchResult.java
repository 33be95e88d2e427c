package linkhold.domain;

import java.util.List;

/**
 * The result of a batch.
 *
 * @param results the result of each operation, in their order
 * @param version the account's version afterwards
 */
public record BatchResult(List<Result> results, Version version) {

  /** Keeps a copy of the results. */
  public BatchResult {
    results = List.copyOf(results);
  }

  /**
   * The result of one operation.
   *
   * @param change the link right after the operation; for one that an earlier attempt applied, the
   *     link as it is now
   */
  public record Result(Outcome outcome, Change change) {}

  /** How an operation took effect. */
  public enum Outcome {
    /** A save; the account did not have this URL. */
    CREATED,
    /** A save; the account had this URL, and the link changed. */
    MERGED,
    /** A save; the link had been deleted, and starts from the draft alone. */
    RESTORED,
    /** An update, and the link changed. */
    UPDATED,
    /** A deletion of a link that was there. */
    DELETED,
    /** Nothing had to change; no revision was taken. */
    UNCHANGED
  }
}
