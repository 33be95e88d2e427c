package linkhold.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Something that makes one call again and again over many connections. */
interface Load {

  /** How many numbers a run may use. */
  long NUMBERS = 1_000_000_000L;

  /** The first number of this program's runs, which differs from any other program run's. */
  AtomicLong NEXT =
      new AtomicLong(System.currentTimeMillis() / 1000 % 1_000_000_000 * 1_000_000_000);

  /** The name of the load generator, for the report. */
  String name();

  /** Loads the server at {@code port} for {@code time}. */
  Run run(int port, Request request, int connections, Duration time)
      throws IOException, InterruptedException;

  /** The first of {@link #NUMBERS} numbers that no other run uses. */
  static long numbers() {
    return NEXT.getAndAdd(NUMBERS);
  }
}
