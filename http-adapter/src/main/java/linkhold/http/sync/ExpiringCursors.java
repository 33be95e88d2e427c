package linkhold.http.sync;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import linkhold.domain.AccountId;
import linkhold.domain.BatchResult;
import linkhold.domain.ChangePage;
import linkhold.domain.CopyDigest;
import linkhold.domain.ExpiredCursorException;
import linkhold.domain.IdRange;
import linkhold.domain.Operation;
import linkhold.domain.RangePage;
import linkhold.domain.SyncCursor;
import linkhold.domain.SyncStore;

/** A store whose cursors expire when {@code expired} says so, for the tests of apps. */
public record ExpiringCursors(SyncStore store, BooleanSupplier expired) implements SyncStore {

  @Override
  public BatchResult apply(AccountId account, List<Operation> operations) {
    return store.apply(account, operations);
  }

  @Override
  public ChangePage changes(AccountId account, Optional<SyncCursor> since, int limit) {
    if (since.isPresent()) {
      expire();
    }
    return store.changes(account, since, limit);
  }

  @Override
  public CopyDigest digest(AccountId account, SyncCursor since, IdRange ids) {
    expire();
    return store.digest(account, since, ids);
  }

  @Override
  public RangePage range(AccountId account, SyncCursor since, IdRange ids, int limit) {
    expire();
    return store.range(account, since, ids, limit);
  }

  @Override
  public long purge(Instant deletedBefore) {
    return store.purge(deletedBefore);
  }

  private void expire() {
    if (expired.getAsBoolean()) {
      throw new ExpiredCursorException();
    }
  }
}
