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

  /** What became of one operation. */
  public sealed interface Result {

    /** A save took effect. */
    record Saved(SaveResult.Outcome outcome, Link link) implements Result {}

    /**
     * An update took effect.
     *
     * @param changed false when its effect was there already
     */
    record Updated(boolean changed, Link link) implements Result {}

    /**
     * A deletion took effect.
     *
     * @param changed false when the link had been deleted
     */
    record Deleted(boolean changed, long id) implements Result {}
  }
}
