package linkhold.persistence;

import static linkhold.persistence.schema.Tables.ACCOUNT_FEED;
import static linkhold.persistence.schema.Tables.NOTICED_VERSIONS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.val;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Gatherers;
import linkhold.domain.AccountId;
import linkhold.domain.Version;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Row3;
import org.jooq.Select;
import org.jspecify.annotations.Nullable;

/**
 * How changes get into the feed where the accounts are spread (see {@link Engine}). The feed is on
 * one machine, the coordinator. Beside each account, on its own machine, is the version of it that
 * the feed has. So a machine finds its changed accounts by itself; they are put into the feed, and
 * then noted beside the accounts.
 *
 * <p>Several servers may do so at once, and one may end between the two steps. So a version is put
 * into the feed only in place of the one that was noted, and otherwise the feed's is noted: what
 * was read long ago, or is there already, changes nothing, and the next look finds what is left.
 */
final class NoticedVersions {

  /** How many accounts are read at a time of a part of the tables, and written at a time. */
  private static final int BATCH_SIZE = 1_000;

  private static final Field<Long> NOTICED_EPOCH = NOTICED_VERSIONS.EPOCH.as("noticed_epoch");
  private static final Field<Long> NOTICED_REVISION =
      NOTICED_VERSIONS.REVISION.as("noticed_revision");

  private static final String PUT =
      """
      insert into account_feed (account_id, epoch, revision, sequence)
      select id, version_epoch, version_revision, ? + place
      from unnest(?::bigint[], ?::bigint[], ?::bigint[])
        with ordinality as changed (id, version_epoch, version_revision, place)
      on conflict (account_id) do update set
        epoch = excluded.epoch, revision = excluded.revision, sequence = excluded.sequence
      """;

  /** An account whose version is not the noticed one, which is null when there is none. */
  private record Change(long account, Version version, @Nullable Version noticed) {

    static Change of(Record row) {
      Long epoch = row.get(NOTICED_EPOCH);
      Long revision = row.get(NOTICED_REVISION);
      return new Change(
          row.get(REVISIONS.ACCOUNT_ID),
          new Version(row.get(REVISIONS.EPOCH), row.get(REVISIONS.REVISION)),
          epoch == null || revision == null ? null : new Version(epoch, revision));
    }

    /** Whether it comes after the version that the feed has, which is null when it has none. */
    boolean follows(@Nullable Version there) {
      return there == null || there.equals(noticed);
    }
  }

  private final Sql sql;

  NoticedVersions(Sql sql) {
    this.sql = sql;
  }

  /** Notices the changes of a machine's accounts. */
  void notice(NodeReads.Node node) {
    List<Change> changes;
    do {
      changes = node.fetch(NoticedVersions::changed).stream().map(Change::of).toList();
      changes.stream()
          .gather(Gatherers.windowFixed(BATCH_SIZE))
          .forEach(batch -> note(sql.transaction(dsl -> put(dsl, batch))));
    } while (changes.size() >= BATCH_SIZE);
  }

  private static Select<?> changed(DSLContext dsl) {
    return dsl.select(
            REVISIONS.ACCOUNT_ID,
            REVISIONS.EPOCH,
            REVISIONS.REVISION,
            NOTICED_EPOCH,
            NOTICED_REVISION)
        .from(REVISIONS)
        .leftJoin(NOTICED_VERSIONS)
        .on(NOTICED_VERSIONS.ACCOUNT_ID.eq(REVISIONS.ACCOUNT_ID))
        .where(
            PostgresAccountFeed.hasChangedSince(NOTICED_VERSIONS.EPOCH, NOTICED_VERSIONS.REVISION))
        .limit(BATCH_SIZE);
  }

  /** Puts changes into the feed; returns the versions that it has then, by account. */
  private static Map<Long, Version> put(DSLContext dsl, List<Change> changes) {
    long last = PostgresAccountFeed.lock(dsl);
    Map<Long, Version> versions = new TreeMap<>(versions(dsl, changes));
    List<Change> added =
        changes.stream().filter(change -> change.follows(versions.get(change.account))).toList();
    if (!added.isEmpty()) {
      dsl.execute(
          PUT,
          last,
          added.stream().map(Change::account).toArray(Long[]::new),
          added.stream().map(change -> change.version.epoch()).toArray(Long[]::new),
          added.stream().map(change -> change.version.revision()).toArray(Long[]::new));
      PostgresAccountFeed.advance(dsl, last + added.size());
      added.forEach(change -> versions.put(change.account, change.version));
    }
    return versions;
  }

  private static Map<Long, Version> versions(DSLContext dsl, List<Change> changes) {
    Long[] accounts = changes.stream().map(Change::account).toArray(Long[]::new);
    return dsl.select(ACCOUNT_FEED.ACCOUNT_ID, ACCOUNT_FEED.EPOCH, ACCOUNT_FEED.REVISION)
        .from(ACCOUNT_FEED)
        .where(ACCOUNT_FEED.ACCOUNT_ID.eq(any(val(accounts))))
        .fetchMap(row -> row.value1(), row -> new Version(row.value2(), row.value3()));
  }

  /** Notes versions that the feed has, all of accounts of one machine. */
  private void note(Map<Long, Version> versions) {
    List<Row3<Long, Long, Long>> rows =
        versions.entrySet().stream()
            .map(each -> row(each.getKey(), each.getValue().epoch(), each.getValue().revision()))
            .toList();
    sql.call(dsl ->
        dsl.insertInto(
                NOTICED_VERSIONS,
                NOTICED_VERSIONS.ACCOUNT_ID,
                NOTICED_VERSIONS.EPOCH,
                NOTICED_VERSIONS.REVISION)
            .valuesOfRows(rows)
            .onConflict(NOTICED_VERSIONS.ACCOUNT_ID)
            .doUpdate()
            .set(NOTICED_VERSIONS.EPOCH, excluded(NOTICED_VERSIONS.EPOCH))
            .set(NOTICED_VERSIONS.REVISION, excluded(NOTICED_VERSIONS.REVISION))
            .execute());
  }

  /** Removes an account's row. */
  static void remove(DSLContext dsl, AccountId account) {
    dsl.deleteFrom(NOTICED_VERSIONS)
        .where(NOTICED_VERSIONS.ACCOUNT_ID.eq(account.value()))
        .execute();
  }
}
