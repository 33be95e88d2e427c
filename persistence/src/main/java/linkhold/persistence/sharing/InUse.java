package linkhold.persistence.sharing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Something for each key as long as anybody uses it: made for the first that comes, shared with
 * those who come meanwhile, and forgotten after the last. Safe for concurrent use.
 *
 * @param <K> the keys
 * @param <V> what there is for each key
 */
public final class InUse<K, V> {

  private record Counted<V>(V value, int users) {

    Counted<V> with(int more) {
      return new Counted<>(value, users + more);
    }
  }

  private final Supplier<V> maker;
  private final Map<K, Counted<V>> used = new ConcurrentHashMap<>();

  /** Nothing yet; {@code maker} makes what is used. */
  public InUse(Supplier<V> maker) {
    this.maker = maker;
  }

  /** Whether anybody uses what there is for {@code key}. */
  public boolean contains(K key) {
    return used.containsKey(key);
  }

  /** Does {@code action} with everything that is used. */
  public void forEach(Consumer<V> action) {
    used.values().forEach(counted -> action.accept(counted.value));
  }

  /** The result of {@code work} on what there is for {@code key}. */
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
