package linkhold.http.sync;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.util.HashMap;
import java.util.Map;
import linkhold.domain.AccountId;
import linkhold.http.call.Exchange;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;

/**
 * How many streams of events may be open: of all accounts together, and of each. The last tenth is
 * for accounts that have none, so that a few accounts cannot use up all of them. Safe for
 * concurrent use.
 */
public final class StreamLimit {

  private static final int RESERVED_PART = 10;

  private final int all;
  private final int perAccount;
  private final Map<AccountId, Integer> open = new HashMap<>();
  private int openOfAll;

  /** Allows {@code all} streams, and each account {@code perAccount} of them. */
  public StreamLimit(int all, int perAccount) {
    this.all = all;
    this.perAccount = perAccount;
  }

  /**
   * Counts a stream of {@code account}, until it is released.
   *
   * @throws RefusedRequest when a limit is reached
   */
  synchronized void acquire(AccountId account) {
    int own = open.getOrDefault(account, 0);
    if (own >= perAccount) {
      Exchange.noteLimit("max-event-streams-per-account");
      throw new RefusedRequest(
          ProblemType.TOO_MANY_REQUESTS,
          "This account has as many streams of events open as it may: " + perAccount + ".",
          HeaderValues.create(HeaderNames.RETRY_AFTER, "5"));
    }
    if (openOfAll >= (own == 0 ? all : all - all / RESERVED_PART)) {
      Exchange.noteLimit("max-event-streams");
      throw new RefusedRequest(
          ProblemType.UNAVAILABLE, "The server keeps as many streams of events open as it can.");
    }
    open.put(account, own + 1);
    openOfAll++;
  }

  /** Releases a stream of {@code account}. */
  synchronized void release(AccountId account) {
    open.computeIfPresent(account, (_, own) -> own == 1 ? null : own - 1);
    openOfAll--;
  }
}
