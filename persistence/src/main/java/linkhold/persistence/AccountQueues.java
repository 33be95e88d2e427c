package linkhold.persistence;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import linkhold.domain.AccountId;
import linkhold.domain.UnavailableException;
import linkhold.persistence.sharing.CallDeadline;
import linkhold.persistence.sharing.FairSemaphore;
import linkhold.persistence.sharing.InUse;
import org.jooq.DSLContext;

/**
 * Statements that wait for an account's counter. They wait with a connection in hand, so only one
 * of each account does at a time, and all of them together have a part of the connections: the
 * others wait here, without one, in the order in which they came. So an account that something
 * holds for long delays its own writers, and leaves connections to everybody else. What is run here
 * must not come here again. Safe for concurrent use.
 */
final class AccountQueues {

  private final Sql sql;
  private final FairSemaphore connections;
  private final Duration patience;
  private final InUse<AccountId, FairSemaphore> turns;

  /**
   * Statements through {@code sql}.
   *
   * @param connections how many connections they may hold at once
   * @param patience how long a call may wait for its turn and for a connection, together
   */
  AccountQueues(Sql sql, int connections, Duration patience) {
    this.sql = sql;
    this.connections = new FairSemaphore(connections, patience);
    this.patience = patience;
    this.turns = new InUse<>(() -> new FairSemaphore(1, patience));
  }

  /**
   * The result of {@code work}, all of which is one transaction, once it is its turn.
   *
   * @throws UnavailableException when its turn does not come, or the database cannot answer
   */
  <T> T transaction(AccountId account, Function<DSLContext, T> work) {
    return inTurn(account, () -> sql.transaction(work));
  }

  /** Like {@link #transaction}, without a result. */
  void run(AccountId account, Consumer<DSLContext> work) {
    transaction(
        account,
        dsl -> {
          work.accept(dsl);
          return true;
        });
  }

  /** Like {@link #transaction}, each statement of {@code work} a transaction of its own. */
  <T> T call(AccountId account, Function<DSLContext, T> work) {
    return inTurn(account, () -> sql.call(work));
  }

  private <T> T inTurn(AccountId account, Supplier<T> work) {
    return CallDeadline.within(
        patience, () -> turns.use(account, turn -> with(turn, () -> with(connections, work))));
  }

  private static <T> T with(FairSemaphore permits, Supplier<T> work) {
    permits.acquire();
    try {
      return work.get();
    } finally {
      permits.release();
    }
  }
}
