package linkhold.http.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import linkhold.domain.AccountId;
import linkhold.domain.BatchResult;
import linkhold.domain.ChangePage;
import linkhold.domain.CopyDigest;
import linkhold.domain.IdRange;
import linkhold.domain.Operation;
import linkhold.domain.OperationFailedException;
import linkhold.domain.RangePage;
import linkhold.domain.SyncCursor;
import linkhold.domain.SyncStore;

/**
 * Batches within a {@link Quota}.
 *
 * @param sync where they are applied
 */
public record QuotaSyncStore(SyncStore sync, Quota quota) implements SyncStore {

  @Override
  public BatchResult apply(AccountId account, List<Operation> operations) {
    return quota.write(
        account,
        operations,
        () -> sync.apply(account, operations),
        index -> reason -> new OperationFailedException(index, reason));
  }

  @Override
  public ChangePage changes(AccountId account, Optional<SyncCursor> since, int limit) {
    return sync.changes(account, since, limit);
  }

  @Override
  public CopyDigest digest(AccountId account, SyncCursor since, IdRange ids) {
    return sync.digest(account, since, ids);
  }

  @Override
  public RangePage range(AccountId account, SyncCursor since, IdRange ids, int limit) {
    return sync.range(account, since, ids, limit);
  }

  @Override
  public long purge(Instant deletedBefore) {
    return sync.purge(deletedBefore);
  }
}
