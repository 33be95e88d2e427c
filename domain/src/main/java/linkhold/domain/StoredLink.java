package linkhold.domain;

import org.jspecify.annotations.Nullable;

/**
 * What a store keeps under one id of an account: a link or a tombstone. The digest is that of the
 * URL ({@link LinkUrl#digest}), which no other row of the account has.
 */
public sealed interface StoredLink {

  /** The link's id. */
  long id();

  /** The account's revision of the last change. */
  long revision();

  /** Whether the link was created by its last change. */
  default boolean isNew() {
    return id() == revision();
  }

  /** The digest of the URL; null when the link was deleted and another has its URL. */
  byte @Nullable [] digest();

  /** A link. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Live(Link link, byte[] digest) implements StoredLink {
    @Override
    public long id() {
      return link.id();
    }

    @Override
    public long revision() {
      return link.revision();
    }
  }

  /** A deleted link. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Deleted(Tombstone tombstone, byte @Nullable [] digest) implements StoredLink {
    @Override
    public long id() {
      return tombstone.id();
    }

    @Override
    public long revision() {
      return tombstone.revision();
    }
  }
}
