package linkhold.domain.storage;

import java.time.Clock;
import linkhold.domain.AccountFeed;
import linkhold.domain.AccountStore;
import linkhold.domain.BundleStore;
import linkhold.domain.ChangeSignal;
import linkhold.domain.LinkDraft.Reading;
import linkhold.domain.LinkStore;
import linkhold.domain.NumberedTagStore;
import linkhold.domain.PageQueue;
import linkhold.domain.Stores;
import linkhold.domain.SyncStore;
import linkhold.domain.TagStore;
import linkhold.domain.TokenStore;
import linkhold.domain.WebhookStore;

/**
 * Every store over a {@link Storage}, by the rules of the domain. A storage overrides methods of
 * its {@link Storage.Tables} to be faster. Several of these, in one process or in many, may use the
 * same data.
 */
public class DerivedStores implements Stores {

  private final Storage storage;
  private final ChangeNotifier notifier;
  private final Rows rows;
  private final AccountStore accounts;
  private final LinkStore links;
  private final TagStore tags;
  private final NumberedTagStore numberedTags;
  private final BundleStore bundles;
  private final TokenStore tokens;
  private final SyncStore sync;
  private final PageQueue pages;
  private final DerivedFeed feed;

  /** Stores over {@code storage}, which they close, with the time of {@code clock}. */
  public DerivedStores(Storage storage, Clock clock) {
    this(storage, clock, Reading.WITHOUT_TITLE);
  }

  /** The same, where pages are read as {@code reading} says. */
  public DerivedStores(Storage storage, Clock clock, Reading reading) {
    this.storage = storage;
    this.notifier = new ChangeNotifier(storage);
    this.rows = new Rows(storage, clock, notifier);
    this.accounts = new DerivedAccounts(rows);
    this.links = new DerivedLinks(rows, reading);
    this.tags = new DerivedTags(rows);
    this.numberedTags = new DerivedNumberedTags(rows);
    this.bundles = new DerivedBundles(rows);
    this.tokens = new DerivedTokens(rows);
    this.sync = new DerivedSync(rows, reading);
    this.pages = new DerivedPages(rows);
    this.feed = new DerivedFeed(rows);
  }

  @Override
  public final AccountStore accounts() {
    return accounts;
  }

  @Override
  public final LinkStore links() {
    return links;
  }

  @Override
  public final TagStore tags() {
    return tags;
  }

  @Override
  public final NumberedTagStore numberedTags() {
    return numberedTags;
  }

  @Override
  public final BundleStore bundles() {
    return bundles;
  }

  @Override
  public final TokenStore tokens() {
    return tokens;
  }

  @Override
  public final SyncStore sync() {
    return sync;
  }

  @Override
  public final PageQueue pages() {
    return pages;
  }

  @Override
  public final AccountFeed feed() {
    return feed;
  }

  @Override
  public final WebhookStore webhooks() {
    return feed;
  }

  @Override
  public final ChangeSignal changeSignal() {
    return notifier;
  }

  /**
   * Computes again what was computed of links by other rules ({@link
   * linkhold.domain.LinkUrl#rules}), and merges links that now have the same URL. To be called
   * after each start; does nothing when all is up to date.
   *
   * @return how many rows were written
   */
  public final long renew() {
    return new DerivedRenewal(rows).run();
  }

  @Override
  public final boolean isReady() {
    return storage.isReady();
  }

  @Override
  public final void close() {
    notifier.close();
    storage.close();
  }
}
