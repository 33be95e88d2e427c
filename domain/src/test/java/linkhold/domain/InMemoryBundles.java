package linkhold.domain;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The bundles of an {@link InMemoryStore}, under its lock. */
final class InMemoryBundles implements BundleStore {

  private final InMemoryStore store;
  private final Map<AccountId, Map<Long, Bundle>> bundles = new HashMap<>();
  private final Map<AccountId, Long> lastIds = new HashMap<>();

  InMemoryBundles(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public List<Bundle> list(AccountId account) {
    synchronized (store) {
      store.version(account); // or there is no such account
      return of(account).values().stream()
          .sorted(Comparator.comparingInt(bundle -> bundle.fields().order()))
          .toList();
    }
  }

  @Override
  public Optional<Bundle> find(AccountId account, long id) {
    synchronized (store) {
      return Optional.ofNullable(of(account).get(id));
    }
  }

  @Override
  public Bundle add(AccountId account, BundleFields fields) {
    synchronized (store) {
      if (list(account).size() == MAX_PER_ACCOUNT) {
        throw tooMany();
      }
      Instant now = store.now();
      Bundle bundle = new Bundle(lastIds.merge(account, 1L, Long::sum), fields, now, now);
      of(account).put(bundle.id(), bundle);
      return bundle;
    }
  }

  private static InvalidInputException tooMany() {
    return new InvalidInputException("", "An account has at most " + MAX_PER_ACCOUNT + " bundles.");
  }

  @Override
  public Bundle update(AccountId account, long id, UnaryOperator<BundleFields> change) {
    synchronized (store) {
      Bundle there = find(account, id).orElseThrow(InMemoryBundles::noBundle);
      Bundle changed = new Bundle(id, change.apply(there.fields()), there.createdAt(), store.now());
      if (of(account).replace(id, changed) == null) {
        throw noBundle(); // removed meanwhile
      }
      return changed;
    }
  }

  @Override
  public void remove(AccountId account, long id) {
    synchronized (store) {
      if (of(account).remove(id) == null) {
        throw noBundle();
      }
    }
  }

  private static NotFoundException noBundle() {
    return new NotFoundException("There is no such bundle.");
  }

  private Map<Long, Bundle> of(AccountId account) {
    return bundles.computeIfAbsent(account, _ -> new TreeMap<>());
  }
}
