package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LAST_IDS;

import linkhold.domain.AccountId;
import org.jooq.DSLContext;
import org.jooq.Field;

/** An account's last ids of things other than links; the caller holds its {@link RevisionLock}. */
final class LastIds {

  private LastIds() {}

  /** Takes the next {@code count} ids; the last of them. */
  static long take(DSLContext dsl, AccountId account, Field<Long> kind, long count) {
    dsl.insertInto(LAST_IDS, LAST_IDS.ACCOUNT_ID)
        .values(account.value())
        .onConflictDoNothing()
        .execute();
    return dsl.update(LAST_IDS)
        .set(kind, kind.plus(count))
        .where(LAST_IDS.ACCOUNT_ID.eq(account.value()))
        .returning(kind)
        .fetchSingle()
        .get(kind);
  }
}
