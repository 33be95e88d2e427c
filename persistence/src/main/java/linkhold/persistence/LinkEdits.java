package linkhold.persistence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import linkhold.domain.AccountId;
import linkhold.domain.Library;
import linkhold.domain.NotFoundException;
import org.jooq.DSLContext;

/**
 * Changes of the links of some accounts within a transaction: lock the accounts' counters, read the
 * rows that the changes are about into a {@link Library} of each account, let the libraries apply
 * the domain's rules, write what they have modified. However many changes there are, the statements
 * are the same few.
 */
final class LinkEdits {

  private final DSLContext dsl;
  private final Map<AccountId, Library> libraries;

  private LinkEdits(DSLContext dsl, Map<AccountId, Library> libraries) {
    this.dsl = dsl;
    this.libraries = libraries;
  }

  /**
   * Locks an account's counter, and waits until it is free.
   *
   * @throws NotFoundException when the account is not there
   */
  static LinkEdits of(DSLContext dsl, AccountId account) {
    return new LinkEdits(dsl, Map.of(account, new Library(RevisionLock.lock(dsl, account))));
  }

  /**
   * Locks the account's counter, once nobody else holds it, and reads what changes may be about.
   *
   * @param wanted all of the same account
   * @throws NotFoundException when the account is not there
   */
  static LinkEdits of(DSLContext dsl, List<ReadStatement.Wanted> wanted) {
    LinkEdits edits = new LinkEdits(dsl, ReadStatement.lockAndRun(dsl, wanted));
    if (edits.libraries.isEmpty()) {
      throw RevisionLock.noAccount();
    }
    return edits;
  }

  /** The same, of those of the accounts that are there and whose counters nobody else holds. */
  static LinkEdits ofFree(DSLContext dsl, List<ReadStatement.Wanted> wanted) {
    return new LinkEdits(dsl, ReadStatement.lockFreeAndRun(dsl, wanted));
  }

  /** Whether the account's counter is locked here. */
  boolean has(AccountId account) {
    return libraries.containsKey(account);
  }

  /** The library of an account that is locked here. */
  Library library(AccountId account) {
    return Objects.requireNonNull(libraries.get(account));
  }

  /** Reads what changes of an account that is locked here may be about. */
  Library read(ReadStatement.Wanted wanted) {
    Library library = library(wanted.account());
    ReadStatement.run(dsl, wanted, library);
    return library;
  }

  /** Writes what has been modified in the libraries, for a transaction that goes on. */
  void write() {
    write(WriteStatement::run);
  }

  /** Writes what has been modified in the libraries, and commits, in one round trip. */
  void writeAndCommit() {
    write(WriteStatement::runAndCommit);
  }

  private void write(BiConsumer<DSLContext, Map<AccountId, Library.Modifications>> statement) {
    Map<AccountId, Library.Modifications> modified = new HashMap<>();
    libraries.forEach((account, library) -> {
      Library.Modifications modifications = library.modifications();
      if (!modifications.isEmpty()) {
        modified.put(account, modifications);
      }
    });
    if (!modified.isEmpty()) {
      statement.accept(dsl, modified);
    }
  }
}
