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
 * Queues for statements that wait for the lock of an account's counter. A waiting statement holds a
 * connection, so only one per account may wait in the database, and all of them together get a part
 * of the connections; the others queue here, without a connection, first in, first out. So an
 * account that is locked for long delays its own writers only. Not reentrant. Safe for concurrent
 * use.
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
   * @param patience how long a call may wait in its queue and for a connection, together
   */
  AccountQueues(Sql sql, int connections, Duration patience) {
    this.sql = sql;
    this.connections = new FairSemaphore(connections, patience);
    this.patience = patience;
    this.turns = new InUse<>(() -> new FairSemaphore(1, patience));
  }

  /**
   * Runs {@code work} as one transaction, when it reaches the head of its queue.
   *
   * @throws UnavailableException when it waits too long, or the database cannot answer
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

  /** Like {@link #transaction}, but each statement of {@code work} is a transaction of its own. */
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
