package linkhold.persistence;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import linkhold.domain.AccountId;
import linkhold.domain.NotFoundException;
import linkhold.domain.UnavailableException;
import org.jooq.DSLContext;

/**
 * The indexes of words and of letters that searches of large accounts use, and the background work
 * that keeps them.
 *
 * <p>A change takes the next revision, so a link leaves its row when it changes, and rows stay
 * valid without being written again. Links that have changed since the last row are read by the
 * search itself: an answer is exact whether or not there are rows, and a save writes none.
 *
 * <p>A link without a new revision must not get another searched text: whoever does that ({@link
 * Renewal}) calls {@link #renewed}.
 */
final class SearchIndexes implements AutoCloseable {

  private static final Logger LOG = System.getLogger(SearchIndexes.class.getName());

  /** How many changes a search may read for itself. */
  static final int READ_BY_SEARCHES = 4_000;

  /** Indexing waits until no import has gone on for so long. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** After so many pauses an account is indexed beside imports. */
  private static final int MAX_PAUSES = 10;

  /** After so many transactions PostgreSQL should know that the tables have grown. */
  private static final int LARGE = 5;

  private static final String ANALYZE =
      "analyze (skip_locked) link_words (account_id), link_letters (account_id)";

  /** For how many accounts it is kept in memory up to where they are indexed. */
  private static final int MAX_KNOWN = 10_000;

  /** Adds rows for some of the links that have none. */
  @FunctionalInterface
  private interface AddSome {

    /**
     * Returns the revision up to which there are rows, in the transaction that locks an account.
     */
    long through(DSLContext dsl, AccountId account, long revision);
  }

  /** One of the indexes. */
  private final class Index {

    private final AddSome addSome;
    private final Map<AccountId, Long> known = new ConcurrentHashMap<>();

    /** The newest revisions of the accounts whose turn will come. */
    private final Map<AccountId, Long> due = new ConcurrentHashMap<>();

    Index(AddSome addSome) {
      this.addSome = addSome;
    }

    void reached(AccountId account, long revision) {
      if (revision - known.getOrDefault(account, 0L) > READ_BY_SEARCHES && !ended) {
        Long before = due.put(account, revision);
        if (before == null) {
          addLater(account, changes.get(), MAX_PAUSES);
        } else if (before < revision) {
          changes.incrementAndGet();
        }
      }
    }

    private void addLater(AccountId account, long before, int pauses) {
      var _ =
          worker.schedule(
              () -> {
                long now = changes.get();
                if (now > before && pauses > 1) {
                  addLater(account, now, pauses - 1);
                } else {
                  addInBackground(account);
                }
              },
              PAUSE.toMillis(),
              TimeUnit.MILLISECONDS);
    }

    private void addInBackground(AccountId account) {
      try {
        add(account, due.getOrDefault(account, Long.MAX_VALUE));
      } catch (UnavailableException e) {
        // The next call asks for it again.
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "An account could not be indexed for searches", e);
      } finally {
        due.remove(account);
      }
    }

    /** Adds rows up to a revision: who goes on writing is not followed. */
    void add(AccountId account, long revision) {
      boolean more = true;
      int steps = 0;
      while (more && !ended) {
        steps++;
        more = turns.transaction(account, dsl -> addSome(dsl, account, revision));
      }
      if (steps >= LARGE && !ended) {
        sql.call(dsl -> dsl.execute(ANALYZE));
      }
    }

    /** Adds some rows; whether there may be links without one up to {@code wanted}. */
    private boolean addSome(DSLContext dsl, AccountId account, long wanted) {
      long revision;
      try {
        revision = RevisionLock.lock(dsl, account).revision();
      } catch (NotFoundException e) {
        return false; // removed meanwhile
      }
      long through = addSome.through(dsl, account, revision);
      if (known.size() >= MAX_KNOWN) {
        known.clear();
      }
      known.put(account, through);
      return through < Math.min(revision, wanted);
    }
  }

  private final Sql sql;
  private final AccountQueues turns;
  private final Index letters;
  private final Index words;
  private final ScheduledThreadPoolExecutor worker =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofVirtual().name("search-indexes").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  /** Counts the changes of accounts that are to be indexed, which are those of imports. */
  private final AtomicLong changes = new AtomicLong();

  private volatile boolean ended;

  /**
   * Indexes through {@code sql}.
   *
   * @param turns for what locks an account
   */
  SearchIndexes(Sql sql, AccountQueues turns) {
    this.sql = sql;
    this.turns = turns;
    worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.letters = new Index(LetterIndex::addSome);
    this.words = new Index(WordIndex::addSome);
  }

  /** Takes note that an account has changed up to a revision, or was searched for words. */
  void reached(AccountId account, long revision) {
    words.reached(account, revision);
  }

  /** Takes note of a search by letters at a revision of the account. */
  void searchedByLetters(AccountId account, long revision) {
    letters.reached(account, revision);
  }

  /** Adds rows for the links of an account that have changed since its last ones. */
  void add(AccountId account) {
    words.add(account, Long.MAX_VALUE);
    letters.add(account, Long.MAX_VALUE);
  }

  /**
   * After an account was compared by {@link Renewal}: drops rows without links, and adds others.
   */
  void tidy(AccountId account, long revision) {
    if (revision > READ_BY_SEARCHES) {
      turns.run(account, dsl -> LetterIndex.tidy(dsl, account));
      sql.run(dsl -> WordIndex.tidy(dsl, account)); // no link gets their revisions again
      add(account);
    }
  }

  /**
   * Takes note of links that may have got other texts at the same revision, in the transaction of a
   * caller that locked the account and wrote them.
   */
  static void renewed(DSLContext dsl, AccountId account, Collection<Long> links) {
    LetterIndex.clear(dsl, account);
    WordIndex.update(dsl, account, links);
  }

  /** Ends; what is being added ends after some hundred links. */
  @Override
  public void close() {
    ended = true;
    worker.close();
  }
}
