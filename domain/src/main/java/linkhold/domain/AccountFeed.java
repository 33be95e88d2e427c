package linkhold.domain;

import java.util.List;
import java.util.Optional;

/**
 * The accounts that changed, for programs that serve many accounts. Each account comes once, at its
 * latest version; it moves to the end of the feed when it changes. A change appears in the feed
 * within some seconds. Safe for concurrent use; {@link UnavailableException} when the store cannot
 * answer.
 */
public interface AccountFeed {

  /**
   * A position in the feed.
   *
   * @param epoch random, new when the data were restored from a backup
   * @param sequence the number of the last entry that was received
   */
  record Position(long epoch, long sequence) {

    /** The number after which to go on in a feed that is at {@code now}; 0 for its beginning. */
    public long in(Position now) {
      return epoch == now.epoch && sequence <= now.sequence ? sequence : 0;
    }
  }

  /**
   * An account at its latest version.
   *
   * @param sequence the entry's number in the feed
   * @param account the account's name
   */
  record Entry(long sequence, String account, Version version) {}

  /**
   * A part of the feed.
   *
   * @param entries in the order of their numbers
   * @param next the position after them
   * @param more whether others come after them
   */
  record Page(List<Entry> entries, Position next, boolean more) {

    /** Keeps a copy of the entries. */
    public Page {
      entries = List.copyOf(entries);
    }

    /**
     * The page after {@code after}.
     *
     * @param found the first entries after {@code after}: {@code limit} + 1 of them, or more, or
     *     all there are
     */
    public static Page of(long epoch, long after, List<Entry> found, int limit) {
      boolean more = found.size() > limit;
      List<Entry> entries = more ? found.subList(0, limit) : found;
      long last = entries.isEmpty() ? after : entries.getLast().sequence();
      return new Page(entries, new Position(epoch, last), more);
    }
  }

  /**
   * The accounts that changed after {@code since}; every account that ever changed when that is
   * empty, or not a position of this feed.
   *
   * @param limit how many come at most, at least 1
   */
  Page read(Optional<Position> since, int limit);
}
