package linkhold.pages;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import linkhold.domain.AccountId;
import linkhold.domain.PageQueue.Due;
import linkhold.domain.PageQueue.Request;

/**
 * Accounts and hosts of which no more pages are read for now.
 *
 * @param isFull whether so many pages are being read that none is begun
 */
record Busy(Set<AccountId> accounts, Set<String> hosts, boolean isFull) {

  private static final int AT_ONCE = 16;
  private static final int AT_ONCE_OF_ACCOUNT = 4;
  private static final int AT_ONCE_OF_HOST = 2;

  /** Made from the reads under way. */
  static Busy of(Collection<Request> underWay) {
    Map<AccountId, Integer> accounts = new HashMap<>();
    Map<String, Integer> hosts = new HashMap<>();
    for (Request request : underWay) {
      accounts.merge(request.account(), 1, Integer::sum);
      hosts.merge(request.host(), 1, Integer::sum);
    }
    return new Busy(
        atLeast(AT_ONCE_OF_ACCOUNT, accounts),
        atLeast(AT_ONCE_OF_HOST, hosts),
        underWay.size() >= AT_ONCE);
  }

  private static <T> Set<T> atLeast(int count, Map<T, Integer> counts) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= count)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether a link's page may be read now. */
  boolean permits(Due due) {
    return !isFull && !accounts.contains(due.account()) && !hosts.contains(due.url().host());
  }
}
