package linkhold.domain;

/** Stores that delegate every call; a subclass overrides what differs. */
public abstract class ForwardingStores implements Stores {

  private final Stores stores;

  /** Delegates to {@code stores}, and closes them. */
  protected ForwardingStores(Stores stores) {
    this.stores = stores;
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
  public SyncStore sync() {
    return stores.sync();
  }

  @Override
  public PageQueue pages() {
    return stores.pages();
  }

  @Override
  public AccountFeed feed() {
    return stores.feed();
  }

  @Override
  public WebhookStore webhooks() {
    return stores.webhooks();
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
