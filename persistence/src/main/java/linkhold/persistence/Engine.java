package linkhold.persistence;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What keeps the tables: one PostgreSQL, or Citus, which spreads them over several. There each
 * account is on one machine, and a statement that says {@code account_id = ?} runs there as it is.
 * One about several accounts costs a round trip for each part of a table, fails while one of the
 * machines is away, and may not lock rows. Each new connection asks, see {@link Sessions}.
 */
final class Engine {

  /** Whether a database is one of Citus, as a condition in SQL. */
  static final String IS_CITUS =
      "exists (select from pg_catalog.pg_extension where extname = 'citus')";

  private final Runnable connect;
  private volatile @Nullable Boolean spread;

  /**
   * An engine that is not known yet.
   *
   * @param connect opens a connection, which finds out, if there is none yet
   */
  Engine(Runnable connect) {
    this.connect = connect;
  }

  /** Whether a connection has asked before. */
  boolean isKnown() {
    return spread != null;
  }

  /** Notes what a connection has learned. */
  void note(boolean isSpread) {
    spread = isSpread;
  }

  /** Whether each statement has to be about one account. */
  boolean isSpread() {
    if (!isKnown()) {
      connect.run();
    }
    return Objects.requireNonNull(spread);
  }
}
