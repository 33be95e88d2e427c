package linkhold.http.transfer;

import java.util.HashSet;
import java.util.Set;
import linkhold.domain.AccountId;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;

/**
 * Limits how many imports run at once, since each takes memory and database time: one for each
 * account, a few in all.
 */
final class ImportPermits {

  private static final int PERMITS = 4;

  private final Set<AccountId> importing = new HashSet<>();

  /**
   * Takes a permit, which is returned when the result is closed.
   *
   * @throws RefusedRequest when none is free
   */
  synchronized Permit acquire(AccountId account) {
    if (importing.contains(account)) {
      throw refused("Another import into this account is running. Wait until it has ended.");
    }
    if (importing.size() == PERMITS) {
      throw refused("The server is importing as many files as it can.");
    }
    importing.add(account);
    return () -> release(account);
  }

  private synchronized void release(AccountId account) {
    importing.remove(account);
  }

  private static RefusedRequest refused(String detail) {
    return new RefusedRequest(ProblemType.UNAVAILABLE, detail);
  }

  /** The permission to run one import. */
  @FunctionalInterface
  interface Permit extends AutoCloseable {

    /** Returns the permit. */
    @Override
    void close();
  }
}
