package linkhold.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;

/** How long calls took. Not safe for concurrent use. */
final class Latencies {

  private long[] nanos = new long[1024];
  private int count;
  private long failures;

  /** Adds a call and its time in nanoseconds; the time of a failed call is ignored. */
  void add(long time, boolean good) {
    if (!good) {
      failures++;
      return;
    }
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = time;
  }

  /** Counts a client that had to stop. */
  void fail() {
    failures++;
  }

  /** The times of all clients, sorted. */
  static Latencies sum(List<Latencies> clients) {
    Latencies all = new Latencies();
    all.nanos =
        clients.stream()
            .flatMapToLong(times -> Arrays.stream(times.nanos, 0, times.count))
            .sorted()
            .toArray();
    all.count = all.nanos.length;
    all.failures = clients.stream().mapToLong(times -> times.failures).sum();
    return all;
  }

  /** Passes every time, in milliseconds. */
  void forEach(DoubleConsumer each) {
    for (int i = 0; i < count; i++) {
      each.accept(nanos[i] / 1e6);
    }
  }

  long failures() {
    return failures;
  }

  /** The quantile {@code part} of the times, in milliseconds. */
  double part(double part) {
    return count == 0 ? 0 : nanos[(int) (part * (count - 1))] / 1e6;
  }

  /** The result of a run of this many seconds. */
  Run run(double seconds) {
    return new Run(seconds, count, failures, part(0.5), part(0.99));
  }
}
