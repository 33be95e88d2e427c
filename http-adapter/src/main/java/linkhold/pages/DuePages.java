package linkhold.pages;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import linkhold.domain.PageQueue;
import linkhold.domain.PageQueue.Due;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the links that are due next, so that the queue is not searched for each of them. Not
 * safe for concurrent use.
 */
final class DuePages {

  /**
   * How long links are cached; after that, links that were saved meanwhile may come before them.
   */
  private static final Duration CACHE_TIME = Duration.ofSeconds(1);

  /** How many links are cached: more than this and another server read in that time. */
  private static final int MAX_LINKS = 50;

  private final PageQueue queue;
  private final List<Due> links = new ArrayList<>();
  private long seen;
  private boolean isMore;

  /** Searches the queue at the first call, which is after {@code now} in nanoseconds. */
  DuePages(PageQueue queue, long now) {
    this.queue = queue;
    this.seen = now - CACHE_TIME.toNanos();
  }

  /**
   * The first link whose page may be read, which is not returned again before the next search; null
   * when there is none.
   */
  @Nullable Due next(Busy busy, long now) {
    if (!pause(now).isPositive()) {
      seen = now;
      links.clear();
      look(new Busy(Set.of(), Set.of(), false));
    }
    Due next = remove(busy);
    if (next == null && isMore) {
      look(busy);
      next = remove(busy);
    }
    return next;
  }

  /** How long until the next search. */
  Duration pause(long now) {
    return CACHE_TIME.minusNanos(now - seen);
  }

  private void look(Busy leftOut) {
    List<Due> due = queue.due(leftOut.accounts(), leftOut.hosts(), MAX_LINKS);
    isMore = due.size() == MAX_LINKS;
    links.addAll(due);
  }

  private @Nullable Due remove(Busy busy) {
    for (Iterator<Due> each = links.iterator(); each.hasNext(); ) {
      Due due = each.next();
      if (busy.permits(due)) {
        each.remove();
        return due;
      }
    }
    return null;
  }
}
