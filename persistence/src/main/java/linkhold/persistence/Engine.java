package linkhold.persistence;

import org.jspecify.annotations.Nullable;

/**
 * What keeps the tables: one PostgreSQL, or Citus, which spreads them over several. There each
 * account is on one machine, and a statement that says {@code account_id = ?} runs there as it is.
 * One about several accounts costs a round trip for each part of a table, fails while one of the
 * machines is away, and may not lock rows. The database is asked once.
 */
final class Engine {

  /** Whether a database is one of Citus, as a condition in SQL. */
  static final String IS_CITUS =
      "exists (select from pg_catalog.pg_extension where extname = 'citus')";

  private final Sql sql;
  private volatile @Nullable Boolean spread;

  Engine(Sql sql) {
    this.sql = sql;
  }

  /** Whether each statement has to be about one account. */
  boolean isSpread() {
    Boolean known = spread;
    if (known == null) {
      known = sql.call(dsl -> dsl.fetchSingle("select " + IS_CITUS).get(0, Boolean.class));
      spread = known;
    }
    return known;
  }
}
