package linkhold.domain.storage;

import static linkhold.domain.storage.Storage.Kind.BATCH;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import linkhold.domain.AccountId;
import linkhold.domain.AppliedBatch;
import linkhold.domain.Batch;
import linkhold.domain.BatchDigest;
import linkhold.domain.BatchResult;
import linkhold.domain.Change;
import linkhold.domain.ChangePage;
import linkhold.domain.CopyDigest;
import linkhold.domain.IdRange;
import linkhold.domain.Library;
import linkhold.domain.Link;
import linkhold.domain.LinkDraft.Reading;
import linkhold.domain.Operation;
import linkhold.domain.RangePage;
import linkhold.domain.StoredLink;
import linkhold.domain.SyncCursor;
import linkhold.domain.SyncStore;
import linkhold.domain.Tombstone;
import linkhold.domain.UnavailableException;
import linkhold.domain.storage.Storage.Tables;

/** Batches and changes of links, with applied batches as values. */
final class DerivedSync implements SyncStore {

  private final Rows rows;
  private final Reading reading;

  DerivedSync(Rows rows, Reading reading) {
    this.rows = rows;
    this.reading = reading;
  }

  @Override
  public BatchResult apply(AccountId account, List<Operation> operations) {
    String digest = HexFormat.of().formatHex(BatchDigest.of(operations));
    return rows.write(
        account,
        (tables, row) -> {
          AppliedBatch before =
              tables
                  .value(account, BATCH, digest)
                  .map(value -> appliedBatch(Value.parse(value)))
                  .orElse(null);
          Batch batch = new Batch(Operation.with(reading, operations), before);
          Library library = Rows.library(tables, row, batch.ids(), batch.urls(), batch.tags());
          Instant now = rows.now();
          BatchResult result = batch.applyTo(library, now);
          Rows.write(tables, row, library);
          if (AppliedBatch.isNeededFor(operations)) {
            tables.put(account, BATCH, digest, text(AppliedBatch.of(result), now));
          }
          return result;
        });
  }

  private static String text(AppliedBatch batch, Instant time) {
    String ids = batch.ids().stream().map(String::valueOf).collect(Collectors.joining(" "));
    return Value.text(time, batch.revision(), ids);
  }

  private static AppliedBatch appliedBatch(Value value) {
    List<Long> ids = new ArrayList<>();
    for (String id : value.get(2).split(" ", 0)) {
      ids.add(Long.valueOf(id));
    }
    return new AppliedBatch(ids, value.number(1));
  }

  @Override
  public ChangePage changes(AccountId account, Optional<SyncCursor> since, int limit) {
    return rows.read(
        account,
        (tables, row) -> {
          SyncCursor cursor = since.orElseGet(() -> SyncCursor.first(row.version()));
          cursor.requireValid(row.version(), row.purgedThrough());
          List<Change> changes =
              tables.byRevision(account, cursor.position(), cursor.start(), limit + 1).stream()
                  .map(DerivedSync::change)
                  .toList();
          return ChangePage.of(row.version(), cursor, changes, limit);
        });
  }

  private static Change change(StoredLink row) {
    return switch (row) {
      case StoredLink.Live(Link link, _) -> new Change.Saved(link);
      case StoredLink.Deleted(Tombstone tombstone, _) ->
          new Change.Deleted(tombstone.id(), tombstone.revision());
    };
  }

  @Override
  public CopyDigest digest(AccountId account, SyncCursor since, IdRange ids) {
    return rows.read(
        account,
        (tables, row) -> {
          since.requireValid(row.version(), row.purgedThrough());
          if (since.position() != row.version().revision()) {
            return CopyDigest.behind(row.version());
          }
          var digest = new CopyDigest.Builder(row.version(), ids);
          forEach(
              tables,
              account,
              ids,
              link -> {
                digest.add(link.id(), link.revision());
                return true;
              });
          return digest.build();
        });
  }

  @Override
  public RangePage range(AccountId account, SyncCursor since, IdRange ids, int limit) {
    return rows.read(
        account,
        (tables, row) -> {
          since.requireValid(row.version(), row.purgedThrough());
          List<Link> links = new ArrayList<>();
          forEach(
              tables,
              account,
              ids,
              link -> {
                links.add(link);
                return links.size() <= limit;
              });
          return RangePage.of(ids, links, limit);
        });
  }

  /** Gives the links of a range to {@code action}, by id, as long as it returns true. */
  private static void forEach(
      Tables tables, AccountId account, IdRange ids, Predicate<Link> action) {
    long last = ids.from() - 1;
    List<StoredLink> chunk;
    do {
      chunk = tables.byId(account, last, Tables.ROWS);
      for (StoredLink row : chunk) {
        last = row.id();
        if (!ids.contains(last)
            || row instanceof StoredLink.Live(Link link, _) && !action.test(link)) {
          return;
        }
      }
    } while (!chunk.isEmpty());
  }

  @Override
  public long purge(Instant deletedBefore) {
    long forgotten = 0;
    UnavailableException failure = null;
    for (AccountRow account : rows.read(Tables::accounts)) {
      if (Thread.currentThread().isInterrupted()) {
        throw new UnavailableException("The purge was interrupted.");
      }
      try {
        forgotten +=
            rows.writeUnseen(account.id(), tables -> purge(tables, account.id(), deletedBefore));
      } catch (UnavailableException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return forgotten;
  }

  private static long purge(Tables tables, AccountId id, Instant time) {
    Optional<AccountRow> account = tables.account(id);
    if (account.isEmpty()) {
      return 0; // the account was removed meanwhile
    }
    tables
        .values(id, BATCH)
        .forEach((digest, value) -> {
          if (Value.parse(value).time(0).isBefore(time)) {
            tables.remove(id, BATCH, digest);
          }
        });
    List<Tombstone> old = tables.tombstones(id, time);
    long last = 0;
    for (Tombstone tombstone : old) {
      tables.remove(id, tombstone.id());
      last = Math.max(last, tombstone.revision());
    }
    if (!old.isEmpty()) {
      tables.put(account.get().purged(last));
    }
    return old.size();
  }
}
