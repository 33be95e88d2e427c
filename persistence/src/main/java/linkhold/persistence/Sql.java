package linkhold.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import linkhold.domain.AccountId;
import linkhold.domain.UnavailableException;
import linkhold.persistence.sharing.CallDeadline;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** Runs statements, and distinguishes a database that cannot answer from one that refuses. */
final class Sql implements AccountReads {

  /** Classes of SQLSTATE that say "not now" (PostgreSQL, appendix A). */
  private static final Set<String> UNAVAILABLE_CLASSES =
      Set.of(
          "08", // connection exception
          "53", // insufficient resources
          "57", // operator intervention: shutting down, starting, cancelled by a timeout
          "58"); // system error

  /** A statement took too long, or was cancelled. */
  private static final String STATEMENT_TIMEOUT = "57014";

  /** A lock was not free in time. */
  private static final String LOCK_TIMEOUT = "55P03";

  /** Single SQLSTATEs that say "not now". */
  private static final Set<String> UNAVAILABLE_STATES =
      Set.of(
          "25006", // read-only transaction: a standby, in the middle of a fail-over
          "40001", // serialisation failure
          "40P01", // deadlock
          LOCK_TIMEOUT);

  /** What Citus says, without a state of its own, when an account's machine fails at a commit. */
  private static final String FAILED_COMMIT = "could not commit transaction for shard";

  private final DSLContext dsl;
  private final DSLContext customPlans;
  private final Duration patience;

  /**
   * Runs statements by {@code dsl}.
   *
   * @param patience for how long a call waits for connections
   */
  Sql(DSLContext dsl, Duration patience) {
    this.dsl = dsl;
    this.patience = patience;
    this.customPlans = DSL.using(dsl.configuration().derive(new CustomPlans()));
  }

  /**
   * Runs {@code work}; each of its statements is a transaction of its own.
   *
   * @throws UnavailableException when the database cannot answer
   */
  <T> T call(Function<DSLContext, T> work) {
    try {
      return CallDeadline.within(patience, () -> work.apply(dsl));
    } catch (DataAccessException e) {
      throw explained(e);
    }
  }

  /**
   * Like {@link #call}, with custom plans: for statements whose best plan depends on their
   * parameters.
   */
  <T> T callPlanned(Function<DSLContext, T> work) {
    return call(_ -> work.apply(customPlans));
  }

  @Override
  public <T> T read(AccountId account, Function<DSLContext, T> work) {
    return call(work);
  }

  @Override
  public <T> T readPlanned(AccountId account, Function<DSLContext, T> work) {
    return callPlanned(work);
  }

  /**
   * The result of {@code work}, all of which is one transaction. jOOQ's own transactions would ask
   * PostgreSQL for the isolation level before each one, which is a round trip, and would wait for a
   * connection twice more, to roll back, where there is none. The pool makes the connection commit
   * by itself again.
   */
  <T> T transaction(Function<DSLContext, T> work) {
    return call(outer ->
        outer.connectionResult(connection -> {
          connection.setAutoCommit(false);
          try {
            T result = work.apply(DSL.using(connection, outer.dialect(), outer.settings()));
            connection.commit();
            return result;
          } catch (Throwable failure) {
            rollback(connection, failure);
            throw failure;
          }
        }));
  }

  private static void rollback(Connection connection, Throwable reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  /** Runs {@code work} as one transaction. */
  void run(Consumer<DSLContext> work) {
    transaction(dsl -> {
      work.accept(dsl);
      return true;
    });
  }

  private static RuntimeException explained(DataAccessException failure) {
    SQLException reason = failure.getCause(SQLException.class);
    String state = reason == null ? null : reason.getSQLState();
    if (reason == null || state != null && !isUnavailable(state) && !isFailedCommit(reason)) {
      return failure;
    }
    return new UnavailableException(
        switch (state) {
          case STATEMENT_TIMEOUT ->
              "The database took too long for this call: it was stopped, and changed nothing.";
          case LOCK_TIMEOUT ->
              "The call waited too long for another one that changes the same account.";
          case null, default -> "The database is not available.";
        },
        reason);
  }

  private static boolean isFailedCommit(SQLException reason) {
    return String.valueOf(reason.getMessage()).contains(FAILED_COMMIT);
  }

  private static boolean isUnavailable(String state) {
    return UNAVAILABLE_STATES.contains(state)
        || state.length() == 5 && UNAVAILABLE_CLASSES.contains(state.substring(0, 2));
  }
}
