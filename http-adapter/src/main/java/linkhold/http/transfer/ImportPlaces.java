package linkhold.http.transfer;

import java.util.HashSet;
import java.util.Set;
import linkhold.domain.AccountId;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;

/**
 * How many imports run at once: each takes memory, and keeps the database busy. An account has one
 * place, so that no account takes them all.
 */
final class ImportPlaces {

  private static final int PLACES = 4;

  private final Set<AccountId> importing = new HashSet<>();

  /**
   * Takes a place until the result is closed.
   *
   * @throws RefusedRequest when there is none
   */
  synchronized Place take(AccountId account) {
    if (importing.contains(account)) {
      throw refused("Another import into this account is running. Wait until it has ended.");
    }
    if (importing.size() == PLACES) {
      throw refused("The server is importing as many files as it can.");
    }
    importing.add(account);
    return () -> leave(account);
  }

  private synchronized void leave(AccountId account) {
    importing.remove(account);
  }

  private static RefusedRequest refused(String detail) {
    return new RefusedRequest(ProblemType.UNAVAILABLE, detail);
  }

  /** Where an import runs. */
  @FunctionalInterface
  interface Place extends AutoCloseable {

    /** Gives the place up. */
    @Override
    void close();
  }
}
