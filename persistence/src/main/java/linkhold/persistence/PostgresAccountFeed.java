package linkhold.persistence;

import static linkhold.persistence.schema.Tables.ACCOUNTS;
import static linkhold.persistence.schema.Tables.ACCOUNT_FEED;
import static linkhold.persistence.schema.Tables.ACCOUNT_FEED_COUNTER;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import linkhold.domain.AccountFeed;
import linkhold.domain.AccountId;
import linkhold.domain.UnavailableException;
import linkhold.domain.Version;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.SelectJoinStep;

/**
 * The feed as a table. Changes get into it when it is read: a statement compares the counters of
 * all accounts with it, at most a few times a second, and more rarely when that takes long. Where
 * the accounts are spread each machine compares its own, see {@link NoticedVersions}.
 */
final class PostgresAccountFeed implements AccountFeed {

  private static final Duration MIN_PAUSE = Duration.ofMillis(250);

  /** How much longer the tables are left alone than comparing them took. */
  private static final int PAUSE_FACTOR = 10;

  /** For how long a reader waits for machines, which answer at once unless they are away. */
  private static final Duration NODE_TIMEOUT = Duration.ofSeconds(1);

  /** For how long a machine that is away is not asked again. */
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

  private final Sql sql;
  private final Engine engine;
  private final NodeReads nodes;
  private final NoticedVersions noticed;
  private final ReentrantLock refreshing = new ReentrantLock();
  private long refreshAt = System.nanoTime();

  PostgresAccountFeed(Sql sql, Engine engine) {
    this.sql = sql;
    this.engine = engine;
    this.nodes =
        new NodeReads(sql, engine, RETRY_INTERVAL); // its own, since it leaves machines alone
    this.noticed = new NoticedVersions(sql);
  }

  @Override
  public Page read(Optional<Position> since, int limit) {
    refresh();
    return sql.call(dsl -> {
      Position now = now(dsl);
      long after = since.map(position -> position.in(now)).orElse(0L);
      return Page.of(now.epoch(), after, entries(dsl, after, limit + 1), limit);
    });
  }

  /** Where the feed ends; 0 before it was first read. */
  static Position now(DSLContext dsl) {
    return dsl.selectFrom(ACCOUNT_FEED_COUNTER)
        .fetchOptional(row ->
            new Position(
                row.get(ACCOUNT_FEED_COUNTER.EPOCH), row.get(ACCOUNT_FEED_COUNTER.SEQUENCE)))
        .orElse(new Position(0, 0));
  }

  static List<Entry> entries(DSLContext dsl, long after, int limit) {
    return dsl.select(
            ACCOUNT_FEED.SEQUENCE, ACCOUNTS.NAME, ACCOUNT_FEED.EPOCH, ACCOUNT_FEED.REVISION)
        .from(ACCOUNT_FEED)
        .join(ACCOUNTS)
        .on(ACCOUNTS.ID.eq(ACCOUNT_FEED.ACCOUNT_ID))
        .where(ACCOUNT_FEED.SEQUENCE.gt(after))
        .orderBy(ACCOUNT_FEED.SEQUENCE)
        .limit(limit)
        .fetch(
            row -> new Entry(row.value1(), row.value2(), new Version(row.value3(), row.value4())));
  }

  /** Notices changes, unless another thread or server does, or did a moment ago. */
  void refresh() {
    if (!refreshing.tryLock()) {
      return;
    }
    try {
      if (System.nanoTime() - refreshAt >= 0) {
        long took = look().toNanos();
        refreshAt = System.nanoTime() + Math.max(MIN_PAUSE.toNanos(), PAUSE_FACTOR * took);
      }
    } finally {
      refreshing.unlock();
    }
  }

  /** Returns how long it took. */
  private Duration look() {
    if (engine.isSpread()) {
      return nodes.together(noticed::notice, NODE_TIMEOUT);
    }
    long begin = System.nanoTime();
    sql.run(PostgresAccountFeed::notice);
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** Notices all changes now, but those of machines that are away. */
  void refreshAtOnce() {
    if (!engine.isSpread()) {
      sql.run(PostgresAccountFeed::notice);
      return;
    }
    try {
      nodes.each(noticed::notice);
    } catch (UnavailableException e) {
      // What changed there will come later, whenever it changed.
    }
  }

  private static void notice(DSLContext dsl) {
    Optional<Long> last =
        last(dsl).forUpdate().skipLocked().fetchOptional(ACCOUNT_FEED_COUNTER.SEQUENCE);
    if (last.isEmpty()) {
      begin(dsl);
      return;
    }
    int count =
        dsl.insertInto(
                ACCOUNT_FEED,
                ACCOUNT_FEED.ACCOUNT_ID,
                ACCOUNT_FEED.EPOCH,
                ACCOUNT_FEED.REVISION,
                ACCOUNT_FEED.SEQUENCE)
            .select(
                select(
                        REVISIONS.ACCOUNT_ID,
                        REVISIONS.EPOCH,
                        REVISIONS.REVISION,
                        val(last.get())
                            .plus(rowNumber().over().orderBy(REVISIONS.ACCOUNT_ID))
                            .cast(Long.class))
                    .from(REVISIONS)
                    .leftJoin(ACCOUNT_FEED)
                    .on(ACCOUNT_FEED.ACCOUNT_ID.eq(REVISIONS.ACCOUNT_ID))
                    .where(hasChangedSince(ACCOUNT_FEED.EPOCH, ACCOUNT_FEED.REVISION)))
            .onConflict(ACCOUNT_FEED.ACCOUNT_ID)
            .doUpdate()
            .set(ACCOUNT_FEED.EPOCH, excluded(ACCOUNT_FEED.EPOCH))
            .set(ACCOUNT_FEED.REVISION, excluded(ACCOUNT_FEED.REVISION))
            .set(ACCOUNT_FEED.SEQUENCE, excluded(ACCOUNT_FEED.SEQUENCE))
            .execute();
    if (count > 0) {
      advance(dsl, last.get() + count);
    }
  }

  /** Selects the accounts that have had changes and whose version is not the given one. */
  static Condition hasChangedSince(Field<Long> epoch, Field<Long> revision) {
    return REVISIONS
        .REVISION
        .gt(0L)
        .and(revision.isDistinctFrom(REVISIONS.REVISION).or(epoch.isDistinctFrom(REVISIONS.EPOCH)));
  }

  /** Notes the last number that was given out. */
  static void advance(DSLContext dsl, long last) {
    dsl.update(ACCOUNT_FEED_COUNTER).set(ACCOUNT_FEED_COUNTER.SEQUENCE, last).execute();
  }

  /** The last number, locked until the end of the transaction. */
  static long lock(DSLContext dsl) {
    begin(dsl);
    return last(dsl).forUpdate().fetchSingle().value1();
  }

  private static SelectJoinStep<Record1<Long>> last(DSLContext dsl) {
    return dsl.select(ACCOUNT_FEED_COUNTER.SEQUENCE).from(ACCOUNT_FEED_COUNTER);
  }

  private static void begin(DSLContext dsl) {
    dsl.insertInto(ACCOUNT_FEED_COUNTER, ACCOUNT_FEED_COUNTER.EPOCH, ACCOUNT_FEED_COUNTER.SEQUENCE)
        .values(PostgresAccountStore.newEpoch(), 0L)
        .onConflictDoNothing()
        .execute();
  }

  /** Begins a new epoch, so that every position so far means the beginning. */
  static void renewEpoch(DSLContext dsl) {
    dsl.update(ACCOUNT_FEED_COUNTER)
        .set(ACCOUNT_FEED_COUNTER.EPOCH, PostgresAccountStore.newEpoch())
        .execute();
  }

  /** Removes an account's entry. */
  static void remove(DSLContext dsl, AccountId account) {
    dsl.deleteFrom(ACCOUNT_FEED).where(ACCOUNT_FEED.ACCOUNT_ID.eq(account.value())).execute();
    NoticedVersions.remove(dsl, account);
  }
}
