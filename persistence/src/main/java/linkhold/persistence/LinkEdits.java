package linkhold.persistence;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import linkhold.domain.AccountId;
import linkhold.domain.Library;
import linkhold.domain.NotFoundException;
import linkhold.domain.Version;
import org.jooq.DSLContext;

/**
 * Changes of the links of some accounts within a transaction, in four steps: lock the accounts'
 * counters, read the rows that the changes are about into a {@link Library} of each account, let
 * the libraries apply the domain's rules, write what they have modified. However many changes there
 * are, the statements are the same few.
 */
final class LinkEdits {

  private final DSLContext dsl;
  private final Map<AccountId, Library> libraries = new HashMap<>();

  private LinkEdits(DSLContext dsl, Map<AccountId, Version> versions) {
    this.dsl = dsl;
    versions.forEach((account, version) -> libraries.put(account, new Library(version)));
  }

  /**
   * Locks an account's counter, once nobody else holds it.
   *
   * @throws NotFoundException when the account is not there
   */
  static LinkEdits of(DSLContext dsl, AccountId account) {
    return new LinkEdits(dsl, Map.of(account, RevisionLock.lock(dsl, account)));
  }

  /** Locks the counters of those of {@code accounts} that are there and that nobody else holds. */
  static LinkEdits ofFree(DSLContext dsl, Collection<AccountId> accounts) {
    return new LinkEdits(dsl, RevisionLock.lockFree(dsl, accounts));
  }

  /** Whether the account's counter is locked here. */
  boolean has(AccountId account) {
    return libraries.containsKey(account);
  }

  /** The library of an account that is locked here. */
  Library library(AccountId account) {
    return Objects.requireNonNull(libraries.get(account));
  }

  /** Reads what changes may be about, of accounts that are locked here, into their libraries. */
  void read(List<ReadStatement.Wanted> wanted) {
    ReadStatement.run(dsl, wanted, libraries);
  }

  /** Reads what changes of an account that is locked here may be about. */
  Library read(ReadStatement.Wanted wanted) {
    read(List.of(wanted));
    return library(wanted.account());
  }

  /** Writes what has been modified in the libraries. */
  void write() {
    Map<AccountId, Library.Modifications> modified = new HashMap<>();
    libraries.forEach((account, library) -> {
      Library.Modifications modifications = library.modifications();
      if (!modifications.isEmpty()) {
        modified.put(account, modifications);
      }
    });
    if (!modified.isEmpty()) {
      WriteStatement.run(dsl, modified);
    }
  }
}
