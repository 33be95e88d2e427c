package linkhold.http.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/**
 * How often each of many may do something: a number of times at once, which come back evenly over a
 * window. Safe for concurrent use; forgets those that have not come for a window.
 *
 * @param <K> whom it tells apart
 */
public final class RateLimit<K> {

  /** More than this at once, and the longest away are forgotten early. */
  private static final int MOST = 100_000;

  private final int times;
  private final Duration window;
  private final Cache<K, Bucket> buckets;

  /** Allows {@code times} within {@code window}. */
  RateLimit(int times, Duration window) {
    this.times = times;
    this.window = window;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(window)
            .executor(Runnable::run)
            .build();
  }

  /** Counts one time more for {@code key}, if it may. */
  ConsumptionProbe take(K key) {
    return bucket(key).tryConsumeAndReturnRemaining(1);
  }

  /** The policy as {@code RateLimit-Policy} tells it, under {@code name}. */
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
