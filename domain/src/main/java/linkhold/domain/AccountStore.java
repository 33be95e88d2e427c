package linkhold.domain;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The accounts whose links are kept. Each call is one transaction. Safe for concurrent use; returns
 * after the commit, and every later call sees its effect. {@link UnavailableException} when the
 * store cannot answer; other failures are named at the method.
 */
public interface AccountStore {

  /**
   * Adds an account without links, at revision 0 of a new random epoch.
   *
   * @throws AlreadyExistsException when the name is taken
   * @throws InvalidInputException when the name is not valid
   */
  Account add(String name);

  /** The account of this name. */
  Optional<Account> find(String name);

  /** The account of this id. */
  Optional<Account> find(AccountId id);

  /** Those of {@code ids} whose accounts exist and are not blocked. */
  Set<AccountId> usable(Set<AccountId> ids);

  /**
   * Changes what an account may not do.
   *
   * @param change computes the new restrictions from the present ones
   * @return the account as it is now
   * @throws NotFoundException when there is no account of this name
   */
  Account restrict(String name, UnaryOperator<Restrictions> change);

  /** Every account, by name in the order of code points. */
  List<Account> list();

  /**
   * Removes an account with its links, tags and tokens. An account added under the same name later
   * starts empty, in another epoch.
   *
   * @throws NotFoundException when there is no account of this name
   */
  void remove(String name);

  /**
   * Begins a new epoch for every account, once after the data were restored from a backup:
   * revisions that devices saw after the backup was made will be used again, for other changes. So
   * every copy starts over, and earlier preconditions fail. Nothing else changes.
   *
   * @return how many accounts there are
   */
  int renewEpochs();
}
