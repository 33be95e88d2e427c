package linkhold.domain;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Every account's links. Each call is one transaction and sees only {@code account}'s links:
 * another account's link is absent, never forbidden. Every change of a link takes the account's
 * next revision, in commit order and without gaps. Safe for concurrent use; a write returns after
 * its commit, and every later call sees it. Failures are {@link DomainException}s: {@link
 * NotFoundException} when the account is not there and the method does not say otherwise, {@link
 * UnavailableException} when the store cannot answer, others as named at the method. Anything else
 * is a fault.
 */
public interface LinkStore {

  /**
   * Saves each draft: creates the link, or merges into the link that has this URL, by the rules of
   * {@link LinkDraft}. A tag keeps the spelling in which the account first wrote it. Drafts are
   * independent: a refused one does not keep others from being saved. A URL that comes twice is
   * saved twice, in order.
   *
   * @return the result of each draft, in their order
   */
  List<SaveResult> save(AccountId account, List<LinkDraft> drafts);

  /**
   * Saves one draft, as {@link #save(AccountId, List)} does.
   *
   * @throws InvalidInputException when it is refused
   */
  default SaveResult.Saved save(AccountId account, LinkDraft draft) {
    return switch (save(account, List.of(draft)).getFirst()) {
      case SaveResult.Saved saved -> saved;
      case SaveResult.Refused refused -> throw refused.reason();
    };
  }

  /** The link of this id; empty when there is none, or the account is not there. */
  Optional<Link> find(AccountId account, long id);

  /** The link of this canonical URL; empty when there is none, or the account is not there. */
  Optional<Link> findByUrl(AccountId account, LinkUrl url);

  /** A page of links, and the version that it shows. */
  LinkPage page(AccountId account, LinkQuery query);

  /**
   * Counts the links that match {@code query} on all pages, and finds where its page begins once
   * some of them are skipped. For lists by page number; pages after a position are faster deep in a
   * list, and neither skip nor repeat links when some are added or deleted in between.
   *
   * @param skipped how many links at the beginning of the order, not negative
   */
  LinkCount count(AccountId account, LinkQuery query, long skipped);

  /**
   * Changes a link. Its tags are spelled as {@link #save} does. No revision is taken when nothing
   * changes.
   *
   * @return the link as it is now
   * @throws NotFoundException when there is no such link
   * @throws PreconditionFailedException when it does not meet the precondition and would change
   * @throws AlreadyExistsException when another link has the patch's URL
   * @throws InvalidInputException when the link would get too many tags
   */
  Link update(AccountId account, long id, LinkPatch patch, Precondition precondition);

  /**
   * Deletes a link, and keeps a tombstone without content; deleting it again does nothing. A later
   * save of its URL restores it, unless another link has taken the URL meanwhile.
   *
   * @throws NotFoundException when there never was such a link
   * @throws PreconditionFailedException when it exists and does not meet the precondition
   */
  void delete(AccountId account, long id, Precondition precondition);

  /** The account's version. */
  Version version(AccountId account);

  /** Counts of the account's links. */
  AccountSummary summary(AccountId account);

  /**
   * Gives the URL of every link to {@code action}, in the order in which the links were first
   * created. Memory stays constant however many there are, and {@code action} may be slow: no lock
   * or connection is held while it runs. A link that exists during the whole call is given exactly
   * once. An account without links, or one that does not exist, gives none.
   */
  void forEachUrl(AccountId account, Consumer<String> action);

  /** Gives every link to {@code action}, archived ones too, as {@link #forEachUrl} does. */
  void forEach(AccountId account, Consumer<Link> action);
}
