package linkhold.http;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import linkhold.domain.AccountId;
import linkhold.domain.BatchResult;
import linkhold.domain.ChangePage;
import linkhold.domain.CopyDigest;
import linkhold.domain.ForwardingStores;
import linkhold.domain.IdRange;
import linkhold.domain.Operation;
import linkhold.domain.RangePage;
import linkhold.domain.Stores;
import linkhold.domain.SyncCursor;
import linkhold.domain.SyncStore;

/** Stores that run hooks before and after they return changes. */
public final class StoresWithHooks extends ForwardingStores implements SyncStore {

  private final SyncStore changes;
  private final Runnable before;
  private final Runnable after;

  /**
   * Stores over others.
   *
   * @param before runs before each answer, and may fail it
   * @param after runs after it
   */
  public StoresWithHooks(Stores stores, Runnable before, Runnable after) {
    super(stores);
    this.changes = stores.sync();
    this.before = before;
    this.after = after;
  }

  @Override
  public SyncStore sync() {
    return this;
  }

  @Override
  public ChangePage changes(AccountId account, Optional<SyncCursor> since, int limit) {
    before.run();
    ChangePage page = changes.changes(account, since, limit);
    after.run();
    return page;
  }

  @Override
  public BatchResult apply(AccountId account, List<Operation> operations) {
    return changes.apply(account, operations);
  }

  @Override
  public CopyDigest digest(AccountId account, SyncCursor since, IdRange ids) {
    return changes.digest(account, since, ids);
  }

  @Override
  public RangePage range(AccountId account, SyncCursor since, IdRange ids, int limit) {
    return changes.range(account, since, ids, limit);
  }

  @Override
  public long purge(Instant deletedBefore) {
    return changes.purge(deletedBefore);
  }
}
