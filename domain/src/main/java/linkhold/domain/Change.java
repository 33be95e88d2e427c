package linkhold.domain;

/** The change that brings one link of a copy to a revision. */
public sealed interface Change {

  /** The link's id. */
  long id();

  /** The account's revision of this change. */
  long revision();

  /** The link is now like this. */
  record Saved(Link link) implements Change {
    @Override
    public long id() {
      return link.id();
    }

    @Override
    public long revision() {
      return link.revision();
    }
  }

  /** The link is no longer there. */
  record Deleted(long id, long revision) implements Change {}
}
