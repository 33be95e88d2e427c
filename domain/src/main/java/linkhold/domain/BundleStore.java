package linkhold.domain;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Every account's bundles. Transactions, accounts and failures are as in {@link LinkStore}. Bundles
 * take no revisions.
 */
public interface BundleStore {

  /** How many bundles an account may have. */
  int MAX_PER_ACCOUNT = 1000;

  /**
   * Checks that one more may be added to {@code count} bundles of an account.
   *
   * @throws InvalidInputException when there are {@link #MAX_PER_ACCOUNT} already
   */
  static void requireRoom(int count) {
    if (count >= MAX_PER_ACCOUNT) {
      throw new InvalidInputException(
          "", "An account has at most " + MAX_PER_ACCOUNT + " bundles.");
    }
  }

  /** The account's bundles, in their order, ties by id. */
  List<Bundle> list(AccountId account);

  /** The bundle of this id; empty when there is none, or no such account. */
  Optional<Bundle> find(AccountId account, long id);

  /**
   * Adds a bundle.
   *
   * @throws InvalidInputException when the account has {@link #MAX_PER_ACCOUNT} already
   */
  Bundle add(AccountId account, BundleFields fields);

  /**
   * Changes a bundle to what {@code change} makes of it; nothing changes when that throws.
   *
   * @return the bundle as it is now
   * @throws NotFoundException when there is no such bundle
   */
  Bundle update(AccountId account, long id, UnaryOperator<BundleFields> change);

  /**
   * Removes a bundle.
   *
   * @throws NotFoundException when there is no such bundle
   */
  void remove(AccountId account, long id);
}
