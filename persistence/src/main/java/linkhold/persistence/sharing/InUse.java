package linkhold.persistence.sharing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A reference-counted map: a value is made for the first user of its key, shared by concurrent
 * users, and removed after the last. Safe for concurrent use.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class InUse<K, V> {

  private record Counted<V>(V value, int users) {

    Counted<V> with(int more) {
      return new Counted<>(value, users + more);
    }
  }

  private final Supplier<V> maker;
  private final Map<K, Counted<V>> used = new ConcurrentHashMap<>();

  /** An empty map; {@code maker} makes the values. */
  public InUse(Supplier<V> maker) {
    this.maker = maker;
  }

  /** Whether the value of {@code key} is in use. */
  public boolean contains(K key) {
    return used.containsKey(key);
  }

  /** Runs {@code action} on every value in use. */
  public void forEach(Consumer<V> action) {
    used.values().forEach(counted -> action.accept(counted.value));
  }

  /** Runs {@code work} on the value of {@code key}. */
  public <T> T use(K key, Function<V, T> work) {
    Counted<V> counted =
        used.compute(
            key, (_, there) -> there == null ? new Counted<>(maker.get(), 1) : there.with(1));
    try {
      return work.apply(counted.value);
    } finally {
      used.computeIfPresent(key, (_, there) -> there.users == 1 ? null : there.with(-1));
    }
  }
}
