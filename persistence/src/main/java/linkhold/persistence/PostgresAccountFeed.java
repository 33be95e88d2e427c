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
import linkhold.domain.Version;
import org.jooq.DSLContext;

/**
 * The feed as a table. Changes get into it when it is read: a statement compares the counters of
 * all accounts with it, at most a few times a second, and more rarely when that takes long.
 */
final class PostgresAccountFeed implements AccountFeed {

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);

  /** How much longer the tables are left alone than comparing them took. */
  private static final int REST = 10;

  private final Sql sql;
  private final ReentrantLock refreshing = new ReentrantLock();
  private long refreshAt = System.nanoTime();

  PostgresAccountFeed(Sql sql) {
    this.sql = sql;
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
      long begin = System.nanoTime();
      if (begin - refreshAt >= 0) {
        sql.run(PostgresAccountFeed::notice);
        long end = System.nanoTime();
        refreshAt = end + Math.max(SHORTEST_PAUSE.toNanos(), REST * (end - begin));
      }
    } finally {
      refreshing.unlock();
    }
  }

  /** Notices all changes now. */
  void refreshAtOnce() {
    sql.run(PostgresAccountFeed::notice);
  }

  private static void notice(DSLContext dsl) {
    Optional<Long> last =
        dsl.select(ACCOUNT_FEED_COUNTER.SEQUENCE)
            .from(ACCOUNT_FEED_COUNTER)
            .forUpdate()
            .skipLocked()
            .fetchOptional(ACCOUNT_FEED_COUNTER.SEQUENCE);
    if (last.isEmpty()) {
      dsl.insertInto(
              ACCOUNT_FEED_COUNTER, ACCOUNT_FEED_COUNTER.EPOCH, ACCOUNT_FEED_COUNTER.SEQUENCE)
          .values(PostgresAccountStore.newEpoch(), 0L)
          .onConflictDoNothing()
          .execute();
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
                    .where(REVISIONS.REVISION.gt(0L))
                    .and(
                        ACCOUNT_FEED
                            .REVISION
                            .isDistinctFrom(REVISIONS.REVISION)
                            .or(ACCOUNT_FEED.EPOCH.isDistinctFrom(REVISIONS.EPOCH))))
            .onConflict(ACCOUNT_FEED.ACCOUNT_ID)
            .doUpdate()
            .set(ACCOUNT_FEED.EPOCH, excluded(ACCOUNT_FEED.EPOCH))
            .set(ACCOUNT_FEED.REVISION, excluded(ACCOUNT_FEED.REVISION))
            .set(ACCOUNT_FEED.SEQUENCE, excluded(ACCOUNT_FEED.SEQUENCE))
            .execute();
    if (count > 0) {
      dsl.update(ACCOUNT_FEED_COUNTER)
          .set(ACCOUNT_FEED_COUNTER.SEQUENCE, last.get() + count)
          .execute();
    }
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
  }
}
