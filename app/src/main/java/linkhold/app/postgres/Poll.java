package linkhold.app.postgres;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition by polling: another process's file, lock or end. */
public final class Poll {

  private static final long FIRST_PAUSE_MILLIS = 3;
  private static final long MAX_PAUSE_MILLIS = 50;

  private Poll() {}

  /**
   * Polls until the condition holds, at first often, then every 50 ms.
   *
   * @return whether it held within the limit
   * @throws EmbeddedPostgresException when the thread is interrupted
   */
  public static boolean until(BooleanSupplier condition, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    long pause = FIRST_PAUSE_MILLIS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      sleep(pause);
      pause = Math.min(pause + 1, MAX_PAUSE_MILLIS);
    }
    return true;
  }

  /** Sleeps for the longest interval. */
  static void pause() {
    sleep(MAX_PAUSE_MILLIS);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException(
          "Interrupted while waiting for the embedded PostgreSQL", e);
    }
  }
}
