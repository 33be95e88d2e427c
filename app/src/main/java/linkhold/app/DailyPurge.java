package linkhold.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import linkhold.domain.Stores;

/**
 * Forgets old tombstones once a day, and soon after the start. Several servers may do so
 * concurrently.
 */
final class DailyPurge implements AutoCloseable {

  private static final Logger LOG = System.getLogger(DailyPurge.class.getName());

  /** Long enough not to slow a start down. */
  private static final Duration FIRST = Duration.ofMinutes(5);

  private static final Duration EVERY = Duration.ofDays(1);

  private final Stores stores;
  private final Clock clock;
  private final Duration retention;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("purge").factory());

  /**
   * Begins.
   *
   * @param retention how long a tombstone is kept
   */
  DailyPurge(Stores stores, Clock clock, Duration retention) {
    this.stores = stores;
    this.clock = clock;
    this.retention = retention;
    var _ =
        timer.scheduleAtFixedRate(
            this::purge, FIRST.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
  }

  /** Logs a failure, and tries again the next day. */
  void purge() {
    try {
      long forgotten = stores.sync().purge(clock.instant().minus(retention));
      if (forgotten > 0) {
        LOG.log(Level.INFO, "Forgot {0} old deletions", forgotten);
      }
    } catch (RuntimeException e) {
      if (!timer.isShutdown()) {
        LOG.log(
            Level.WARNING,
            "Some old deletions could not be forgotten; it is tried again tomorrow",
            e);
      }
    }
  }

  /** Ends; a running purge ends after its current account. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
