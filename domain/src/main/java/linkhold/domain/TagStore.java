package linkhold.domain;

import java.util.List;

/**
 * The tags on every account's links; archived links count too. Transactions, accounts, revisions
 * and failures are as in {@link LinkStore}. A change takes one revision for each link that it
 * changes, in the order of their ids.
 */
public interface TagStore {

  /** The tags that some link has, by name in the order of code points. */
  List<TagCount> list(AccountId account);

  /**
   * Renames a tag on every link; another spelling of the same tag is a new name too. If some link
   * has another tag of that name already, the two are merged and keep its spelling. When no link
   * has the tag but some link has the other, the rename has happened already.
   *
   * @return the tag that the links have now
   * @throws NotFoundException when no link has either
   */
  TagCount rename(AccountId account, Tag tag, Tag newName);

  /**
   * Removes a tag from every link. Its spelling is forgotten: the next use of the tag decides it.
   */
  void remove(AccountId account, Tag tag);
}
