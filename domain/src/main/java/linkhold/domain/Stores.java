package linkhold.domain;

/** Every port of one place where links are kept; all of them see the same accounts. */
public interface Stores {

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

  /** Tells of changes. */
  Doorbell doorbell();
}
