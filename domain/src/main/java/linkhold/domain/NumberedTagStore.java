package linkhold.domain;

import java.util.List;
import java.util.Optional;

/**
 * The tags of every account by numbers, for apps that know tags so, and that have tags which no
 * link has yet. A tag gets its number when this store first meets it and keeps it until it is
 * removed; one that gets another name is another tag. What {@link LinkStore} promises of
 * transactions, accounts and failures holds here as well.
 */
public interface NumberedTagStore {

  /** The tags that some link has or that were added, by name in the order of code points. */
  List<NumberedTag> list(AccountId account);

  /** The tag of this number; empty when it is none of {@link #list}. */
  Optional<NumberedTag> find(AccountId account, long id);

  /**
   * Adds a tag, whether or not a link has it; nothing happens when it is there already, however it
   * is spelled.
   *
   * @return the tag that is there now
   */
  NumberedTag add(AccountId account, Tag tag);

  /**
   * Removes a tag, and takes it off every link as {@link TagStore#remove} does.
   *
   * @throws NotFoundException when there is no such tag
   */
  void remove(AccountId account, long id);
}
