package linkhold.domain;

import java.util.List;
import java.util.Optional;

/**
 * The tags of every account by numbers, for apps that identify tags by number and may add tags that
 * no link has yet. A tag gets its number when this store first sees it and keeps it until it is
 * removed; a renamed tag is another tag. What {@link LinkStore} promises of transactions, accounts
 * and failures holds here as well.
 */
public interface NumberedTagStore {

  /** The tags that some link has or that were added, by name in the order of code points. */
  List<NumberedTag> list(AccountId account);

  /** The tag of this number; empty when it is not in {@link #list}. */
  Optional<NumberedTag> find(AccountId account, long id);

  /**
   * Adds a tag, whether or not a link has it; nothing happens when it exists already, in whatever
   * spelling.
   *
   * @return the tag as it is now
   */
  NumberedTag add(AccountId account, Tag tag);

  /**
   * Removes a tag, also from every link, as {@link TagStore#remove} does.
   *
   * @throws NotFoundException when there is no such tag
   */
  void remove(AccountId account, long id);
}
