package linkhold.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Computes derived columns again, see {@link linkhold.persistence.Database#renew}, right after the
 * start and once a day, while requests are served. Several servers may do so concurrently.
 */
final class DailyRenewal implements AutoCloseable {

  private static final Logger LOG = System.getLogger(DailyRenewal.class.getName());

  private final ConfiguredDatabase database;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("renewal").factory());

  /** Begins. */
  DailyRenewal(ConfiguredDatabase database) {
    this.database = database;
    var _ = timer.scheduleAtFixedRate(this::renew, 1, TimeUnit.DAYS.toSeconds(1), TimeUnit.SECONDS);
  }

  private void renew() {
    try {
      long written = database.renew();
      if (written > 0) {
        LOG.log(Level.INFO, "Computed {0} links again by the rules of this version", written);
      }
    } catch (RuntimeException e) {
      if (!timer.isShutdown()) {
        LOG.log(
            Level.WARNING, "Some links could not be computed again; it is tried again tomorrow", e);
      }
    }
  }

  /** Ends; a running renewal ends after some hundred links. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
