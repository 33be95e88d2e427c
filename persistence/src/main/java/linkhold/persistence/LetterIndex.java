package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.LINK_LETTERS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.selectOne;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import linkhold.domain.AccountId;
import linkhold.domain.NotFoundException;
import linkhold.domain.UnavailableException;
import org.jooq.DSLContext;
import org.jooq.Record3;
import org.jspecify.annotations.Nullable;

/**
 * Which letters and pairs of letters occur in an account's links, for terms that are too short for
 * the index of words: a row for some links that follow one another by revision.
 *
 * <p>A change takes the next revision, so a link leaves its row when it changes, and rows stay
 * valid without being written again: they may have letters too many, never too few. Links that have
 * changed since the last row are read by the search itself. Rows for them are added, while the
 * account is locked for some hundred links at a time, after a search that had to read many of them.
 *
 * <p>A link without a new revision must not get another searched text: whoever does that ({@link
 * Renewal}) deletes the account's rows.
 */
final class LetterIndex implements AutoCloseable {

  private static final Logger LOG = System.getLogger(LetterIndex.class.getName());

  /** How many changes a search may read for itself. */
  static final int READ_BY_SEARCHES = 4_000;

  /** How many links a row is about: what a search reads for the sake of one of them. */
  private static final int LINKS_PER_ROW = 16;

  private static final int LINKS_AT_A_TIME = 500 / LINKS_PER_ROW * LINKS_PER_ROW;

  /** For how many accounts it is kept in memory up to where they are indexed. */
  private static final int MAX_KNOWN = 10_000;

  /** The links after a revision and up to another. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(
      long after,
      long through,
      @Nullable OffsetDateTime oldest,
      @Nullable OffsetDateTime newest,
      Integer[] letters) {}

  private final AccountQueues turns;
  private final Map<AccountId, Long> known = new ConcurrentHashMap<>();
  private final Set<AccountId> due = ConcurrentHashMap.newKeySet();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("letters").factory());
  private volatile boolean ended;

  LetterIndex(AccountQueues turns) {
    this.turns = turns;
  }

  /** Takes note of a search by letters at a revision of the account. */
  void searched(AccountId account, long revision) {
    if (revision - known.getOrDefault(account, 0L) > READ_BY_SEARCHES
        && !ended
        && due.add(account)) {
      worker.execute(() -> addInBackground(account));
    }
  }

  private void addInBackground(AccountId account) {
    try {
      add(account);
    } catch (UnavailableException e) {
      // The next search asks for it again.
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The letters of an account could not be indexed", e);
    } finally {
      due.remove(account);
    }
  }

  /** Adds rows for the links of an account that have changed since its last row. */
  void add(AccountId account) {
    while (!ended && turns.transaction(account, dsl -> addSome(dsl, account))) {
      // and the next ones
    }
  }

  /** Adds rows for some links; whether there may be more. */
  private boolean addSome(DSLContext dsl, AccountId account) {
    long revision;
    try {
      revision = RevisionLock.lock(dsl, account).revision();
    } catch (NotFoundException e) {
      return false; // removed meanwhile
    }
    long through =
        dsl.select(coalesce(max(LINK_LETTERS.THROUGH), inline(0L)))
            .from(LINK_LETTERS)
            .where(LINK_LETTERS.ACCOUNT_ID.eq(account.value()))
            .fetchSingle()
            .value1();
    if (through < revision) {
      List<Record3<Long, OffsetDateTime, String>> links =
          dsl.select(LINKS.REVISION, LINKS.CREATED_AT, LINKS.SEARCH)
              .from(LINKS)
              .where(LINKS.ACCOUNT_ID.eq(account.value()), LINKS.REVISION.gt(through))
              .andNot(LINKS.DELETED)
              .orderBy(LINKS.REVISION)
              .limit(LINKS_AT_A_TIME)
              .fetch();
      through = insert(dsl, account, through, links);
      if (links.size() < LINKS_AT_A_TIME && through < revision) {
        insert(dsl, account, new Row(through, revision, null, null, new Integer[0]));
        through = revision;
      }
    }
    if (known.size() >= MAX_KNOWN) {
      known.clear();
    }
    known.put(account, through);
    return through < revision;
  }

  /** Inserts rows for links; up to which revision there are rows. */
  private static long insert(
      DSLContext dsl,
      AccountId account,
      long before,
      List<Record3<Long, OffsetDateTime, String>> links) {
    long through = before;
    for (int from = 0; from < links.size(); from += LINKS_PER_ROW) {
      var some = links.subList(from, Math.min(from + LINKS_PER_ROW, links.size()));
      List<OffsetDateTime> times = some.stream().map(Record3::value2).sorted().toList();
      Integer[] letters = Letters.of(some.stream().map(Record3::value3).toList());
      long last = some.getLast().value1();
      insert(dsl, account, new Row(through, last, times.getFirst(), times.getLast(), letters));
      through = last;
    }
    return through;
  }

  private static void insert(DSLContext dsl, AccountId account, Row row) {
    dsl.insertInto(
            LINK_LETTERS,
            LINK_LETTERS.ACCOUNT_ID,
            LINK_LETTERS.AFTER,
            LINK_LETTERS.THROUGH,
            LINK_LETTERS.OLDEST,
            LINK_LETTERS.NEWEST,
            LINK_LETTERS.LETTERS)
        .values(account.value(), row.after, row.through, row.oldest, row.newest, row.letters)
        .execute();
  }

  /**
   * After an account was compared by {@link Renewal}: drops rows without links, and adds others.
   */
  void tidy(AccountId account, long revision) {
    if (revision > READ_BY_SEARCHES) {
      turns.run(
          account,
          dsl ->
              dsl.deleteFrom(LINK_LETTERS)
                  .where(LINK_LETTERS.ACCOUNT_ID.eq(account.value()))
                  .andNotExists(
                      selectOne()
                          .from(LINKS)
                          .where(LINKS.ACCOUNT_ID.eq(account.value()))
                          .and(LINKS.REVISION.gt(LINK_LETTERS.AFTER))
                          .and(LINKS.REVISION.le(LINK_LETTERS.THROUGH))
                          .andNot(LINKS.DELETED))
                  .execute());
      add(account);
    }
  }

  /** Has all of the account's rows made again, in the caller's transaction. */
  static void clear(DSLContext dsl, AccountId account) {
    dsl.deleteFrom(LINK_LETTERS).where(LINK_LETTERS.ACCOUNT_ID.eq(account.value())).execute();
  }

  /** Ends; what is being added ends after some hundred links. */
  @Override
  public void close() {
    ended = true;
    worker.close();
  }
}
