package linkhold.persistence;

import static linkhold.persistence.schema.Tables.REVISIONS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import linkhold.domain.AccountId;
import linkhold.domain.NotFoundException;
import linkhold.domain.Version;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.SelectConditionStep;
import org.jooq.impl.DSL;

/**
 * The change counters of accounts. Every change of an account locks its counter before it reads
 * anything else.
 */
final class RevisionLock {

  /** Locks the counter of an account. */
  static final String LOCK = render(locked(one()).forUpdate());

  /** The same, unless another transaction holds it. */
  static final String LOCK_FREE = render(locked(one()).forUpdate().skipLocked());

  /**
   * Locks the counters of accounts, given as an array, in the order of their ids, but for those
   * that another transaction holds.
   */
  static final String LOCK_FREE_OF_SEVERAL =
      render(lockFree(REVISIONS.ACCOUNT_ID.eq(any(val(new Long[0])))));

  private RevisionLock() {}

  private static Condition one() {
    return REVISIONS.ACCOUNT_ID.eq(val(0L));
  }

  private static String render(Select<?> statement) {
    return DSL.using(SQLDialect.POSTGRES).render(statement);
  }

  /**
   * Locks an account's counter for the current transaction, and returns the account's version.
   *
   * @throws NotFoundException when the account is not there
   */
  static Version lock(DSLContext dsl, AccountId account) {
    return dsl.select(REVISIONS.EPOCH, REVISIONS.REVISION)
        .from(REVISIONS)
        .where(REVISIONS.ACCOUNT_ID.eq(account.value()))
        .forUpdate()
        .fetchOptional(row -> new Version(row.value1(), row.value2()))
        .orElseThrow(RevisionLock::noAccount);
  }

  /** Locks the counters of {@code accounts} that no other transaction has locked. */
  static Select<?> lockFree(Condition accounts) {
    return locked(accounts).orderBy(REVISIONS.ACCOUNT_ID).forUpdate().skipLocked();
  }

  private static SelectConditionStep<?> locked(Condition accounts) {
    return select(REVISIONS.ACCOUNT_ID, REVISIONS.EPOCH, REVISIONS.REVISION)
        .from(REVISIONS)
        .where(accounts);
  }

  /** Gives {@link #LOCK_FREE_OF_SEVERAL} its parameter, the first of the statement. */
  static void bind(PreparedStatement statement, Collection<AccountId> accounts)
      throws SQLException {
    statement.setArray(1, statement.getConnection().createArrayOf("int8", ids(accounts)));
  }

  /** The locked counters, from the rows of one of the statements. */
  static Map<AccountId, Version> versions(ResultSet rows) throws SQLException {
    Map<AccountId, Version> versions = new HashMap<>();
    while (rows.next()) {
      versions.put(new AccountId(rows.getLong(1)), new Version(rows.getLong(2), rows.getLong(3)));
    }
    return versions;
  }

  /** Those of {@code accounts} that exist. */
  static Set<AccountId> existing(DSLContext dsl, Collection<AccountId> accounts) {
    return dsl.select(REVISIONS.ACCOUNT_ID)
        .from(REVISIONS)
        .where(REVISIONS.ACCOUNT_ID.eq(any(val(ids(accounts)))))
        .fetchSet(row -> new AccountId(row.value1()));
  }

  private static Long[] ids(Collection<AccountId> accounts) {
    return accounts.stream().map(AccountId::value).toArray(Long[]::new);
  }

  /** The exception for an account that does not exist. */
  static NotFoundException noAccount() {
    return new NotFoundException("No such account.");
  }
}
