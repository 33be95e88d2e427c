package linkhold.domain;

import java.util.List;

/**
 * What became of a batch.
 *
 * @param results what became of each operation, in their order
 * @param version the account's version afterwards
 */
public record BatchResult(List<Result> results, Version version) {

  /** Keeps a copy of the results. */
  public BatchResult {
    results = List.copyOf(results);
  }

  /**
   * What became of one operation.
   *
   * @param change the link right after the operation; of one that was done before, in a batch that
   *     is repeated, as it is now
   */
  public record Result(Outcome outcome, Change change) {}

  /** How an operation took effect. */
  public enum Outcome {
    /** A save; the account did not have this URL. */
    CREATED,
    /** A save; the account had this URL, and the link changed. */
    MERGED,
    /** A save; the link had been deleted, and begins anew. */
    RESTORED,
    /** An update, and the link changed. */
    UPDATED,
    /** A deletion of a link that was there. */
    DELETED,
    /** The effect was there already; no revision was taken. */
    UNCHANGED
  }
}
