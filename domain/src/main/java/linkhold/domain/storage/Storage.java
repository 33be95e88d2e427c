package linkhold.domain.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import linkhold.domain.AccountId;
import linkhold.domain.AccountSummary;
import linkhold.domain.Link;
import linkhold.domain.LinkCount;
import linkhold.domain.LinkFlag;
import linkhold.domain.LinkQuery;
import linkhold.domain.LinkUrl;
import linkhold.domain.Position;
import linkhold.domain.StoredLink;
import linkhold.domain.Tag;
import linkhold.domain.Tombstone;

/**
 * Keeps rows: all that a new store has to implement. {@link DerivedStores} makes the ports from it.
 * Safe for concurrent use.
 *
 * <p>A work runs in the thread that asks for it and calls nothing of the storage but its tables.
 * What it throws reaches the caller unchanged. A storage may undo it and call it again, as one with
 * optimistic transactions does.
 *
 * <p>Every method throws {@link linkhold.domain.UnavailableException} when the storage cannot
 * answer for a reason that may pass. Any other exception is a fault, of the program or the data.
 */
public interface Storage extends AutoCloseable {

  /** The id under which values are stored that belong to no account. No account has it. */
  AccountId NO_ACCOUNT = new AccountId(0);

  /**
   * Runs {@code work}, which only reads. All that it reads is one snapshot, taken after every write
   * that has returned.
   */
  <T> T read(Function<Tables, T> work);

  /**
   * Runs {@code work}, which reads and writes rows and values of {@code account}, in one durable
   * transaction; nothing is written when {@code work} throws. No other write for this account runs
   * at the same time.
   */
  <T> T write(AccountId account, Function<Tables, T> work);

  /** Like {@link #write}, for any accounts: no other write runs at the same time. */
  <T> T writeAlone(Function<Tables, T> work);

  /** Whether it can answer at the moment. */
  boolean isReady();

  /**
   * Releases its resources, once the works under way have ended. Closing twice does nothing more.
   */
  @Override
  void close();

  /** What a value is about. */
  enum Kind {
    /** How an account spells a tag, by the tag's key. */
    SPELLING,
    /** A batch that was applied, by its digest. */
    BATCH,
    /** A number of a tag, by the tag's key. */
    NUMBERED_TAG,
    /** A bundle, by its id. */
    BUNDLE,
    /** A token, by its id. */
    TOKEN,
    /** The account and id of a token, by its digest. */
    TOKEN_OF_DIGEST,
    /** The account of a token, by its id. */
    TOKEN_OF_ID,
    /** A code for a sign-in, by its digest. */
    SIGN_IN_CODE,
    /** A queued read of a link's page, by the link's id. */
    PAGE_READ,
    /** An account's entry in the feed, by the account's id; and the feed's epoch. */
    FEED,
    /** A webhook, by its id. */
    WEBHOOK,
    /** The last id given out, by the kind of thing. */
    LAST_ID,
    /** The rules by which an account's digests were computed. */
    RULES
  }

  /**
   * The rows, as one {@link #read} or {@link #write} sees them; not valid afterwards. An account
   * that does not exist has no rows. The default methods use the others and read whole accounts; a
   * storage with indexes can be faster.
   */
  interface Tables {

    /** How many rows are read at a time. */
    int ROWS = 1_000;

    // Accounts

    /** The account of this id. */
    Optional<AccountRow> account(AccountId id);

    /** The account of this name. */
    Optional<AccountRow> account(String name);

    /** Every account, in any order. */
    List<AccountRow> accounts();

    /** Adds an account, or replaces the row of the account of this id. */
    void put(AccountRow account);

    /** Removes an account with all its links and values. */
    void remove(AccountId account);

    // Links and tombstones

    /** Those of {@code ids} that are there, each once, in any order; a few thousand at most. */
    List<StoredLink> byIds(AccountId account, Collection<Long> ids);

    /**
     * The links and tombstones that have one of these URLs' digests, each once, in any order; a few
     * thousand URLs at most.
     */
    List<StoredLink> byUrls(AccountId account, Collection<LinkUrl> urls);

    /** Links and tombstones with ids greater than {@code after}, by id, {@code limit} at most. */
    List<StoredLink> byId(AccountId account, long after, int limit);

    /**
     * Links with revisions greater than {@code after}, and tombstones whose revision is greater
     * than {@code tombstonesAfter} too, by revision, {@code limit} at most.
     */
    List<StoredLink> byRevision(AccountId account, long after, long tombstonesAfter, int limit);

    /** Adds a row, or replaces the row of this id. No other row has its digest. */
    void put(AccountId account, StoredLink row);

    /**
     * Clears the digests of these rows, so that others may get them. Tombstones among them stay
     * without one. Links are put again before anything is read of them and before the work ends.
     */
    void free(AccountId account, Collection<Long> ids);

    /** Removes a row. */
    void remove(AccountId account, long id);

    // Values

    /** Those of {@code keys} that have a value, with it; some ten thousand at most. */
    Map<String, String> values(AccountId account, Kind kind, Collection<String> keys);

    /** Every value of a kind, by key. */
    Map<String, String> values(AccountId account, Kind kind);

    /** Sets a value: text of any length, without U+0000. */
    void put(AccountId account, Kind kind, String key, String value);

    /** Removes a value; nothing happens when there is none. */
    void remove(AccountId account, Kind kind, String key);

    // What follows from those above

    /** The value of a key. */
    default Optional<String> value(AccountId account, Kind kind, String key) {
      return Optional.ofNullable(values(account, kind, List.of(key)).get(key));
    }

    /** Gives every link to {@code action}, by id. */
    default void forEach(AccountId account, Consumer<Link> action) {
      forEachRow(
          account,
          row -> {
            if (row instanceof StoredLink.Live(Link link, _)) {
              action.accept(link);
            }
          });
    }

    /** Gives every link and tombstone to {@code action}, by id; it may put the row again. */
    default void forEachRow(AccountId account, Consumer<StoredLink> action) {
      List<StoredLink> rows = byId(account, 0, ROWS);
      while (!rows.isEmpty()) {
        rows.forEach(action);
        rows = byId(account, rows.getLast().id(), ROWS);
      }
    }

    /** The links of a query's page in their order, and one more if there is one. */
    default List<Link> page(AccountId account, LinkQuery query) {
      var page = new TreeMap<Position, Link>(query.sort().comparator());
      forEach(
          account,
          link -> {
            Position position = query.sort().positionOf(link);
            boolean comes =
                query.after() == null
                    || query.sort().comparator().compare(position, query.after()) > 0;
            if (comes && query.matches(link)) {
              page.put(position, link);
              if (page.size() > query.limit() + 1) {
                page.pollLastEntry();
              }
            }
          });
      return List.copyOf(page.values());
    }

    /** Counts as {@link linkhold.domain.LinkStore#count} does. */
    default LinkCount count(AccountId account, LinkQuery query, long skipped) {
      List<Position> positions = new ArrayList<>();
      forEach(
          account,
          link -> {
            if (query.matches(link)) {
              positions.add(query.sort().positionOf(link));
            }
          });
      positions.sort(query.sort().comparator());
      boolean begins = skipped > 0 && skipped <= positions.size();
      return new LinkCount(positions.size(), begins ? positions.get((int) skipped - 1) : null);
    }

    /** How much an account holds. */
    default AccountSummary summary(AccountRow account) {
      long[] links = new long[1];
      Map<LinkFlag, Long> flagged = new EnumMap<>(LinkFlag.class);
      forEach(
          account.id(),
          link -> {
            links[0]++;
            for (LinkFlag flag : LinkFlag.values()) {
              flagged.merge(flag, flag.of(link) ? 1L : 0L, Long::sum);
            }
          });
      return AccountSummary.of(account.version(), links[0], flag -> flagged.getOrDefault(flag, 0L));
    }

    /** How many links have each tag, by the tag's key. */
    default Map<String, Long> tagCounts(AccountId account) {
      Map<String, Long> counts = new HashMap<>();
      forEach(account, link -> link.tags().forEach(tag -> counts.merge(tag.key(), 1L, Long::sum)));
      return counts;
    }

    /** Every link that has a tag, by id. */
    default List<StoredLink> tagged(AccountId account, Tag tag) {
      List<StoredLink> tagged = new ArrayList<>();
      forEachRow(
          account,
          row -> {
            if (row instanceof StoredLink.Live(Link link, _)
                && link.tags().stream().anyMatch(tag::isSameAs)) {
              tagged.add(row);
            }
          });
      return tagged;
    }

    /** Every tombstone of a deletion before {@code time}. */
    default List<Tombstone> tombstones(AccountId account, Instant time) {
      List<Tombstone> old = new ArrayList<>();
      forEachRow(
          account,
          row -> {
            if (row instanceof StoredLink.Deleted(Tombstone tombstone, _)
                && tombstone.deletedAt().isBefore(time)) {
              old.add(tombstone);
            }
          });
      return old;
    }
  }
}
