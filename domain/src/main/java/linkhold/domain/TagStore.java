package linkhold.domain;

import java.util.List;

/**
 * The tags on every account's links; archived links count too. What {@link LinkStore} promises of
 * transactions, accounts, revisions and failures holds here as well. A change takes one revision
 * for each link that it changes, in the order of their ids.
 */
public interface TagStore {

  /** The tags that some link has, by name in the order of code points. */
  List<TagCount> list(AccountId account);

  /**
   * Gives a tag another name wherever it stands; another spelling of the same tag is a new name
   * too. If some link has another tag of that name already, the two become one, which keeps its
   * spelling. When no link has the tag, but some link has the other, this has taken place already.
   *
   * @return the tag that the links have now
   * @throws NotFoundException when no link has either
   */
  TagCount rename(AccountId account, Tag tag, Tag newName);

  /**
   * Takes a tag off every link; nothing happens to links that do not have it. Its spelling is
   * forgotten: who writes it next spells it anew.
   */
  void remove(AccountId account, Tag tag);
}
