package linkhold.domain.storage;

import linkhold.domain.Account;
import linkhold.domain.AccountId;
import linkhold.domain.Restrictions;
import linkhold.domain.Version;

/**
 * What a {@link Storage} keeps of an account itself.
 *
 * @param account the account
 * @param version the version of its links
 * @param purgedThrough up to which of its revisions tombstones may have been forgotten
 */
public record AccountRow(Account account, Version version, long purgedThrough) {

  /** The account's id. */
  public AccountId id() {
    return account.id();
  }

  /** This row with other restrictions. */
  public AccountRow restricted(Restrictions other) {
    Account restricted = new Account(account.id(), account.name(), account.createdAt(), other);
    return new AccountRow(restricted, version, purgedThrough);
  }

  /** This row at another version. */
  public AccountRow at(Version other) {
    return new AccountRow(account, other, purgedThrough);
  }

  /** This row after tombstones up to {@code revision} were forgotten. */
  public AccountRow purged(long revision) {
    return new AccountRow(account, version, Math.max(purgedThrough, revision));
  }
}
