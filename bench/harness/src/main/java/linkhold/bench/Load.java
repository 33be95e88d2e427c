package linkhold.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Something that makes one call again and again over many connections. */
interface Load {

  /** How many numbers a run may use up. */
  long NUMBERS = 1_000_000_000L;

  /** Where the numbers of the runs of this program begin; those of any other lie elsewhere. */
  AtomicLong NEXT =
      new AtomicLong(System.currentTimeMillis() / 1000 % 1_000_000_000 * 1_000_000_000);

  /** What makes the load, for the report. */
  String name();

  /** Loads the server at {@code port} for {@code time}. */
  Run run(int port, Request request, int connections, Duration time)
      throws IOException, InterruptedException;

  /** The first of {@link #NUMBERS} numbers that nobody else uses. */
  static long numbers() {
    return NEXT.getAndAdd(NUMBERS);
  }
}
