package linkhold.domain;

import java.time.Duration;

/**
 * How long tests wait at most before they fail. The system property {@code linkhold.test.patience},
 * or else the environment variable {@code LINKHOLD_TEST_PATIENCE}, is a factor for all of it: 5 on
 * a machine that is busy with other things. What passes never waits longer.
 */
public final class Patience {

  private static final double FACTOR =
      Double.parseDouble(
          System.getProperty(
              "linkhold.test.patience",
              System.getenv().getOrDefault("LINKHOLD_TEST_PATIENCE", "1")));

  private Patience() {}

  /** A deadline of so many seconds on a quiet machine, in seconds. */
  public static long seconds(long seconds) {
    return Math.round(seconds * FACTOR);
  }

  /** A deadline of so long on a quiet machine. */
  public static Duration of(Duration deadline) {
    return Duration.ofMillis(Math.round(deadline.toMillis() * FACTOR));
  }
}
