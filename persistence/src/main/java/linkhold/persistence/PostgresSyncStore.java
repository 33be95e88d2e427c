package linkhold.persistence;

import static linkhold.persistence.schema.Tables.BATCHES;
import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.PAGE_READS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import linkhold.domain.AccountId;
import linkhold.domain.AppliedBatch;
import linkhold.domain.Batch;
import linkhold.domain.BatchDigest;
import linkhold.domain.BatchResult;
import linkhold.domain.Change;
import linkhold.domain.ChangePage;
import linkhold.domain.CopyDigest;
import linkhold.domain.IdRange;
import linkhold.domain.Link;
import linkhold.domain.LinkDraft.Reading;
import linkhold.domain.NotFoundException;
import linkhold.domain.Operation;
import linkhold.domain.RangePage;
import linkhold.domain.SyncCursor;
import linkhold.domain.SyncStore;
import linkhold.domain.UnavailableException;
import linkhold.persistence.VersionedQuery.Found;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Select;
import org.jspecify.annotations.Nullable;

final class PostgresSyncStore implements SyncStore {

  /** How many tombstones are forgotten at a time, so that no writer waits for long. */
  private static final int TOMBSTONES_PER_PURGE = 5_000;

  /**
   * One account may be locked; so many failures in a row mean that the database cannot be reached.
   */
  private static final int FAILURES_OF_A_DATABASE = 5;

  /** How many links of a digest are in memory at a time. */
  private static final int LINKS_PER_DIGEST = 5_000;

  private record RevisionOfLink(long id, long revision) {}

  private static final VersionedQuery CHANGES = new VersionedQuery(changed(), LINKS.REVISION);
  private static final VersionedQuery REVISIONS_OF_LINKS =
      new VersionedQuery(revisionsOfLinks(), LINKS.ID);
  private static final VersionedQuery RANGE = new VersionedQuery(linksInRange(), LINKS.ID);

  private final NodeReads nodes;
  private final AccountReads reads;
  private final AccountQueues turns;
  private final Clock clock;
  private final Reading reading;
  private final SearchIndexes indexes;

  /**
   * Keeps copies in sync.
   *
   * @param reads for changes and links in the order of an index, for which a generic plan is right:
   *     one for a known limit sorts all that is left, again and again, while the planner believes
   *     that an account has few links
   */
  PostgresSyncStore(
      NodeReads nodes,
      AccountReads reads,
      AccountQueues turns,
      Clock clock,
      Reading reading,
      SearchIndexes indexes) {
    this.nodes = nodes;
    this.reads = reads;
    this.turns = turns;
    this.clock = clock;
    this.reading = reading;
    this.indexes = indexes;
  }

  @Override
  public BatchResult apply(AccountId account, List<Operation> operations) {
    byte[] digest = BatchDigest.of(operations);
    BatchResult applied =
        turns.transaction(
            account,
            dsl -> {
              LinkEdits edits = LinkEdits.of(dsl, account);
              AppliedBatch before = recall(dsl, account, digest);
              Batch batch = new Batch(Operation.with(reading, operations), before);
              Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
              ReadStatement.Wanted wanted =
                  new ReadStatement.Wanted(account, batch.ids(), batch.urls(), batch.tags());
              BatchResult result = batch.applyTo(edits.read(wanted), now);
              edits.write();
              if (AppliedBatch.isNeededFor(operations)) {
                remember(dsl, account, digest, AppliedBatch.of(result), now);
              }
              return result;
            });
    indexes.reached(account, applied.version().revision());
    return applied;
  }

  private static @Nullable AppliedBatch recall(DSLContext dsl, AccountId account, byte[] digest) {
    return dsl.select(BATCHES.LINK_IDS, BATCHES.REVISION)
        .from(BATCHES)
        .where(BATCHES.ACCOUNT_ID.eq(account.value()), BATCHES.DIGEST.eq(digest))
        .fetchOne(row -> new AppliedBatch(List.of(row.value1()), row.value2()));
  }

  private static void remember(
      DSLContext dsl, AccountId account, byte[] digest, AppliedBatch batch, Instant now) {
    dsl.insertInto(BATCHES)
        .set(BATCHES.ACCOUNT_ID, account.value())
        .set(BATCHES.DIGEST, digest)
        .set(BATCHES.LINK_IDS, batch.ids().toArray(Long[]::new))
        .set(BATCHES.REVISION, batch.revision())
        .set(BATCHES.APPLIED_AT, atUtc(now))
        .onConflict(BATCHES.ACCOUNT_ID, BATCHES.DIGEST)
        .doUpdate()
        .setAllToExcluded()
        .execute();
  }

  @Override
  public ChangePage changes(AccountId account, Optional<SyncCursor> since, int limit) {
    // A new copy gets no tombstone, and no tombstone has this revision.
    SyncCursor from = since.orElse(new SyncCursor(0, 0, Long.MAX_VALUE));
    Found<Change> found =
        reads.read(
            account,
            dsl ->
                CHANGES.run(
                    dsl,
                    account,
                    PostgresSyncStore::change,
                    account.value(),
                    from.position(),
                    from.start(),
                    limit + 1L));
    SyncCursor cursor = since.orElseGet(() -> SyncCursor.first(found.version()));
    cursor.requireValid(found.version(), found.purgedThrough());
    return ChangePage.of(found.version(), cursor, found.rows(), limit);
  }

  private static Change change(ResultSet row, long epoch) throws SQLException {
    return row.getBoolean(LinkColumns.SIZE + 1)
        ? new Change.Deleted(row.getLong(LinkColumns.ID), row.getLong(LinkColumns.REVISION))
        : new Change.Saved(LinkColumns.toLink(row, epoch));
  }

  /** The changes after a revision, of tombstones only those after another one. */
  private static Select<?> changed() {
    return select(LinkColumns.of(LINKS))
        .select(LINKS.DELETED)
        .from(LINKS)
        .where(LINKS.ACCOUNT_ID.eq(val(0L)))
        .and(LINKS.REVISION.gt(val(0L)))
        .and(LINKS.REVISION.gt(val(0L)).orNot(LINKS.DELETED))
        .orderBy(LINKS.REVISION)
        .limit(val(0L));
  }

  @Override
  public CopyDigest digest(AccountId account, SyncCursor since, IdRange ids) {
    CopyDigest.Builder digest = null;
    long last = ids.from() - 1;
    int count;
    do {
      long after = last;
      Found<RevisionOfLink> found =
          reads.read(
              account,
              dsl ->
                  REVISIONS_OF_LINKS.run(
                      dsl,
                      account,
                      (row, _) -> new RevisionOfLink(row.getLong(1), row.getLong(2)),
                      account.value(),
                      after,
                      ids.to(),
                      LINKS_PER_DIGEST));
      since.requireValid(found.version(), found.purgedThrough());
      if (since.position() != found.version().revision()) {
        return CopyDigest.behind(
            found.version()); // also when another call has made a change meanwhile
      }
      digest = digest == null ? new CopyDigest.Builder(found.version(), ids) : digest;
      for (RevisionOfLink link : found.rows()) {
        last = link.id;
        digest.add(last, link.revision);
      }
      count = found.rows().size();
    } while (count == LINKS_PER_DIGEST);
    return digest.build();
  }

  /** Ids and revisions of links, by id. */
  private static Select<?> revisionsOfLinks() {
    return select(LINKS.ID, LINKS.REVISION)
        .from(LINKS)
        .where(LINKS.ACCOUNT_ID.eq(val(0L)))
        .and(LINKS.ID.gt(val(0L)))
        .and(LINKS.ID.le(val(0L)))
        .andNot(LINKS.DELETED)
        .orderBy(LINKS.ID)
        .limit(val(0L));
  }

  @Override
  public RangePage range(AccountId account, SyncCursor since, IdRange ids, int limit) {
    Found<Link> found =
        reads.read(
            account,
            dsl ->
                RANGE.run(
                    dsl,
                    account,
                    LinkColumns::toLink,
                    account.value(),
                    ids.from(),
                    ids.to(),
                    limit + 1L));
    since.requireValid(found.version(), found.purgedThrough());
    return RangePage.of(ids, found.rows(), limit);
  }

  private static Select<?> linksInRange() {
    return select(LinkColumns.of(LINKS))
        .from(LINKS)
        .where(LINKS.ACCOUNT_ID.eq(val(0L)))
        .and(LINKS.ID.between(val(0L), val(0L)))
        .andNot(LINKS.DELETED)
        .orderBy(LINKS.ID)
        .limit(val(0L));
  }

  @Override
  public long purge(Instant deletedBefore) {
    OffsetDateTime time = atUtc(deletedBefore);
    AtomicLong forgotten = new AtomicLong();
    nodes.each(node -> purge(node, time, forgotten));
    return forgotten.get();
  }

  /** Purges a machine's accounts. */
  private void purge(NodeReads.Node node, OffsetDateTime time, AtomicLong count) {
    List<Record> accounts =
        node.fetch(dsl ->
            dsl.select(LINKS.ACCOUNT_ID)
                .from(LINKS)
                .where(condition(LINKS.DELETED), LINKS.UPDATED_AT.lt(time))
                .union(select(BATCHES.ACCOUNT_ID).from(BATCHES).where(BATCHES.APPLIED_AT.lt(time)))
                .orderBy(1));
    UnavailableException failure = null;
    int failuresInARow = 0;
    for (Record account : accounts) {
      if (Thread.currentThread().isInterrupted()) {
        throw new UnavailableException("The purge was interrupted.");
      }
      try {
        count.addAndGet(purge(new AccountId(account.get(0, Long.class)), time));
        failuresInARow = 0;
      } catch (UnavailableException e) {
        failure = e;
        failuresInARow++;
        if (failuresInARow == FAILURES_OF_A_DATABASE) {
          break;
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private long purge(AccountId account, OffsetDateTime time) {
    long count = 0;
    int forgotten;
    do {
      forgotten = turns.transaction(account, dsl -> purgeSome(dsl, account, time));
      count += forgotten;
    } while (forgotten == TOMBSTONES_PER_PURGE);
    return count;
  }

  private static int purgeSome(DSLContext dsl, AccountId account, OffsetDateTime time) {
    try {
      RevisionLock.lock(dsl, account);
    } catch (NotFoundException e) {
      return 0; // the account was removed meanwhile
    }
    dsl.deleteFrom(BATCHES)
        .where(BATCHES.ACCOUNT_ID.eq(account.value()), BATCHES.APPLIED_AT.lt(time))
        .execute();
    // Those of links that were deleted while their pages were read.
    dsl.deleteFrom(PAGE_READS)
        .where(PAGE_READS.ACCOUNT_ID.eq(account.value()), PAGE_READS.DUE_AT.lt(time))
        .andNotExists(
            select(inline(1))
                .from(LINKS)
                .where(LINKS.ACCOUNT_ID.eq(account.value()), LINKS.ID.eq(PAGE_READS.LINK_ID))
                .andNot(LINKS.DELETED))
        .execute();
    List<Long> revisions =
        dsl.deleteFrom(LINKS)
            .where(LINKS.ACCOUNT_ID.eq(account.value()))
            .and(
                LINKS.ID.in(
                    select(LINKS.ID)
                        .from(LINKS)
                        .where(LINKS.ACCOUNT_ID.eq(account.value()))
                        .and(LINKS.DELETED)
                        .and(LINKS.UPDATED_AT.lt(time))
                        .orderBy(LINKS.UPDATED_AT)
                        .limit(TOMBSTONES_PER_PURGE)))
            .returning(LINKS.REVISION)
            .fetch(LINKS.REVISION);
    if (!revisions.isEmpty()) {
      dsl.update(REVISIONS)
          .set(
              REVISIONS.PURGED_THROUGH,
              greatest(REVISIONS.PURGED_THROUGH, val(Collections.max(revisions))))
          .where(REVISIONS.ACCOUNT_ID.eq(account.value()))
          .execute();
    }
    return revisions.size();
  }

  private static OffsetDateTime atUtc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
