package linkhold.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import linkhold.domain.Stores;
import linkhold.domain.UnavailableException;

/**
 * Work on the whole store that is done soon after the start and then once a day, while requests are
 * served. Several servers may do the same work concurrently. A failure is logged, and the work
 * tried again the next day.
 */
final class RecurringTask implements AutoCloseable {

  private static final Logger LOG = System.getLogger(RecurringTask.class.getName());

  private static final Duration PERIOD = Duration.ofDays(1);

  /** Long enough not to slow a start down. */
  private static final Duration FIRST_PURGE = Duration.ofMinutes(5);

  private static final Duration FIRST_RENEWAL = Duration.ofSeconds(1);

  private final LongSupplier work;
  private final String done;
  private final String failed;
  private final ScheduledExecutorService timer;

  /**
   * Begins.
   *
   * @param name of the thread
   * @param first when the work is done first, from now
   * @param every from one beginning to the next
   * @param work returns how many were worked on
   * @param done is logged, with that number as {@code {0}}, unless it is 0
   * @param failed is logged when the work throws an exception
   */
  RecurringTask(
      String name, Duration first, Duration every, LongSupplier work, String done, String failed) {
    this.work = work;
    this.done = done;
    this.failed = failed;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name).factory());
    var _ =
        timer.scheduleAtFixedRate(
            this::run, first.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Forgets old tombstones; one that is closed ends after its current account.
   *
   * @param retention how long a tombstone is kept
   */
  static RecurringTask purge(Stores stores, Clock clock, Duration retention) {
    return new RecurringTask(
        "purge",
        FIRST_PURGE,
        PERIOD,
        () -> stores.sync().purge(clock.instant().minus(retention)),
        "Forgot {0} old deletions",
        "Some old deletions could not be forgotten; it is tried again tomorrow.");
  }

  /**
   * Computes derived columns again, see {@link linkhold.persistence.Database#renew}; one that is
   * closed ends after some hundred links.
   */
  static RecurringTask renewal(ConfiguredDatabase database) {
    return new RecurringTask(
        "renewal",
        FIRST_RENEWAL,
        PERIOD,
        database::renew,
        "Computed {0} links again by the rules of this version",
        "Some links could not be computed again; it is tried again tomorrow.");
  }

  private void run() {
    try {
      long count = work.getAsLong();
      if (count > 0) {
        LOG.log(Level.INFO, done, count);
      }
    } catch (UnavailableException e) {
      if (!timer.isShutdown()) {
        LOG.log(Level.WARNING, () -> (failed + " " + e.reason()).strip());
      }
    } catch (RuntimeException e) {
      if (!timer.isShutdown()) {
        LOG.log(Level.WARNING, failed, e);
      }
    }
  }

  /** Ends. Work that is being done is interrupted. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
