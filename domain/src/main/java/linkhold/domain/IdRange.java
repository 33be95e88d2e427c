package linkhold.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * A range of links' ids.
 *
 * @param from the first, at least 1
 * @param to the last, at least {@code from}
 */
public record IdRange(long from, long to) {

  /** Every id. */
  public static final IdRange ALL = new IdRange(1, Long.MAX_VALUE);

  /** Checks the bounds. */
  public IdRange {
    if (from < 1 || to < from) {
      throw new IllegalArgumentException("Not a range of ids.");
    }
  }

  /** Whether it has this id. */
  public boolean contains(long id) {
    return from <= id && id <= to;
  }

  /**
   * Its ids up to {@code last} in at most {@code count} ranges of one size, the last of which may
   * be smaller; none when all its ids are larger.
   */
  List<IdRange> split(long last, int count) {
    List<IdRange> parts = new ArrayList<>(count);
    long end = Math.min(to, last);
    long size = Math.max(1, Math.ceilDiv(end - from + 1, (long) count));
    for (long first = from; first <= end; first += size) {
      parts.add(new IdRange(first, Math.min(end, first + size - 1)));
    }
    return parts;
  }
}
