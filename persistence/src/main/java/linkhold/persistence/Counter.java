package linkhold.persistence;

import static linkhold.persistence.schema.Tables.REVISIONS;

import linkhold.domain.AccountId;
import linkhold.domain.NotFoundException;
import linkhold.domain.Version;
import org.jooq.DSLContext;

/** An account's change counter, locked for the current transaction before anything else is read. */
final class Counter {

  private final DSLContext dsl;
  private final AccountId account;
  private Version version;

  private Counter(DSLContext dsl, AccountId account, Version version) {
    this.dsl = dsl;
    this.account = account;
    this.version = version;
  }

  /**
   * Locks the counter.
   *
   * @throws NotFoundException when the account is not there
   */
  static Counter lock(DSLContext dsl, AccountId account) {
    return dsl.select(REVISIONS.EPOCH, REVISIONS.REVISION)
        .from(REVISIONS)
        .where(REVISIONS.ACCOUNT_ID.eq(account.value()))
        .forUpdate()
        .fetchOptional(row -> new Counter(dsl, account, new Version(row.value1(), row.value2())))
        .orElseThrow(Counter::noAccount);
  }

  /** What is said of an account that is not there. */
  static NotFoundException noAccount() {
    return new NotFoundException("No such account.");
  }

  /** How far the counter has come. */
  Version version() {
    return version;
  }

  /** Moves the counter on to revisions that were taken elsewhere. */
  void moveTo(Version newVersion) {
    version = newVersion;
  }

  /** Takes the next revision. */
  Version next() {
    version = new Version(version.epoch(), version.revision() + 1);
    return version;
  }

  /** Writes how far the counter has come. */
  void store() {
    dsl.update(REVISIONS)
        .set(REVISIONS.REVISION, version.revision())
        .where(REVISIONS.ACCOUNT_ID.eq(account.value()))
        .execute();
  }
}
