package linkhold.domain;

import java.time.Duration;

/**
 * How long tests wait at most before they fail. The system property {@code linkhold.test.patience}
 * is a factor for all deadlines, such as 5 on a busy machine. It does not slow down tests that
 * pass.
 */
public final class Patience {

  private static final double FACTOR =
      Double.parseDouble(System.getProperty("linkhold.test.patience", "1"));

  private static final Duration DEADLINE = of(Duration.ofSeconds(60));

  private Patience() {}

  /** A deadline, in seconds, that is this many seconds on a quiet machine. */
  public static long seconds(long seconds) {
    return Math.round(seconds * FACTOR);
  }

  /** A deadline, in milliseconds, that is this many milliseconds on a quiet machine. */
  public static int millis(int millis) {
    return Math.toIntExact(Math.round(millis * FACTOR));
  }

  /** A deadline that is this long on a quiet machine. */
  public static Duration of(Duration deadline) {
    return Duration.ofMillis(Math.round(deadline.toMillis() * FACTOR));
  }

  /** A condition that other threads or processes make true. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * Waits for the condition, at most a minute on a quiet machine. A condition that throws an
   * exception does not hold yet.
   */
  public static void await(String what, Condition condition) {
    long begin = System.nanoTime();
    long pause = 3;
    while (!holds(condition)) {
      if (System.nanoTime() - begin > DEADLINE.toNanos()) {
        throw new AssertionError("Waited in vain: " + what);
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting: " + what, e);
      }
      pause = Math.min(pause + 1, 50);
    }
  }

  private static boolean holds(Condition condition) {
    try {
      return condition.holds();
    } catch (Exception e) {
      return false;
    }
  }
}
