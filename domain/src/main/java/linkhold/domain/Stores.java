package linkhold.domain;

/** All ports of one store; all of them see the same accounts. Safe for concurrent use. */
public interface Stores extends AutoCloseable {

  /** The accounts. */
  AccountStore accounts();

  /** The links. */
  LinkStore links();

  /** The tags on the links. */
  TagStore tags();

  /** The tags by numbers. */
  NumberedTagStore numberedTags();

  /** The bundles. */
  BundleStore bundles();

  /** The accounts' tokens. */
  TokenStore tokens();

  /** The links' changes. */
  SyncStore sync();

  /** The pages that are to be read. */
  PageQueue pages();

  /** The accounts that changed. */
  AccountFeed feed();

  /** The webhooks. */
  WebhookStore webhooks();

  /** Notifies of changes. */
  ChangeSignal changeSignal();

  /** Whether the stores can answer at the moment; false rather than an exception. */
  boolean isReady();

  /** Refuses new calls and lets those under way end. Closing twice does nothing more. */
  @Override
  void close();
}
