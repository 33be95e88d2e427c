package linkhold.http.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/**
 * A token bucket for each key: a number of permits, refilled evenly over a window. Safe for
 * concurrent use; a key that is not used for a window is dropped.
 *
 * @param <K> what is limited, such as a client
 */
public final class RateLimit<K> {

  /** Keys kept at most; beyond, the least recently used are dropped. */
  private static final int MAX_KEYS = 100_000;

  private final int times;
  private final Duration window;
  private final Cache<K, Bucket> buckets;

  /** Allows {@code times} within {@code window}. */
  RateLimit(int times, Duration window) {
    this.times = times;
    this.window = window;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            .expireAfterAccess(window)
            .executor(Runnable::run)
            .build();
  }

  /** Takes a permit of {@code key}, if one is left. */
  ConsumptionProbe take(K key) {
    return bucket(key).tryConsumeAndReturnRemaining(1);
  }

  /** The policy as a value of {@code RateLimit-Policy}, under {@code name}. */
  String policy(String name) {
    return "\"%s\";q=%d;w=%d".formatted(name, times, window.toSeconds());
  }

  private Bucket bucket(K key) {
    return buckets.get(
        key,
        _ ->
            Bucket.builder()
                .addLimit(limit -> limit.capacity(times).refillGreedy(times, window))
                .withNanosecondPrecision()
                .build());
  }
}
