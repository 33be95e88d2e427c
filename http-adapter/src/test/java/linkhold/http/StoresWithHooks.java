package linkhold.http;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import linkhold.domain.AccountId;
import linkhold.domain.AccountStore;
import linkhold.domain.BatchResult;
import linkhold.domain.BundleStore;
import linkhold.domain.ChangePage;
import linkhold.domain.ChangeSignal;
import linkhold.domain.LinkStore;
import linkhold.domain.NumberedTagStore;
import linkhold.domain.Operation;
import linkhold.domain.PageQueue;
import linkhold.domain.Stores;
import linkhold.domain.SyncCursor;
import linkhold.domain.SyncStore;
import linkhold.domain.TagStore;
import linkhold.domain.TokenStore;

/**
 * Stores around whose telling of changes something happens.
 *
 * @param before runs before each telling, and may fail it
 * @param after runs after it
 */
public record StoresWithHooks(Stores stores, Runnable before, Runnable after)
    implements Stores, SyncStore {

  @Override
  public SyncStore sync() {
    return this;
  }

  @Override
  public ChangePage changes(AccountId account, Optional<SyncCursor> since, int limit) {
    before.run();
    ChangePage page = stores.sync().changes(account, since, limit);
    after.run();
    return page;
  }

  @Override
  public BatchResult apply(AccountId account, List<Operation> operations) {
    return stores.sync().apply(account, operations);
  }

  @Override
  public long purge(Instant deletedBefore) {
    return stores.sync().purge(deletedBefore);
  }

  @Override
  public AccountStore accounts() {
    return stores.accounts();
  }

  @Override
  public LinkStore links() {
    return stores.links();
  }

  @Override
  public TagStore tags() {
    return stores.tags();
  }

  @Override
  public NumberedTagStore numberedTags() {
    return stores.numberedTags();
  }

  @Override
  public BundleStore bundles() {
    return stores.bundles();
  }

  @Override
  public TokenStore tokens() {
    return stores.tokens();
  }

  @Override
  public PageQueue pages() {
    return stores.pages();
  }

  @Override
  public ChangeSignal changeSignal() {
    return stores.changeSignal();
  }

  @Override
  public boolean isReady() {
    return stores.isReady();
  }

  @Override
  public void close() {
    stores.close();
  }
}
