package linkhold.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Load made by this program: a thread and a connection for each client. */
final class SocketLoad implements Load {

  @Override
  public String name() {
    return "the benchmark's own threads";
  }

  @Override
  public Run run(int port, Request request, int connections, Duration time)
      throws InterruptedException {
    long first = Load.numbers();
    long share = NUMBERS / connections;
    long start = System.nanoTime();
    long end = start + time.toNanos();
    List<Callable<Times>> clients = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      long from = first + i * share;
      clients.add(() -> client(port, request, from, end));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Times> times = new ArrayList<>();
      for (Future<Times> client : threads.invokeAll(clients)) {
        times.add(client.get());
      }
      return sum(times, (System.nanoTime() - start) / 1e9);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Times client(int port, Request request, long from, long end) {
    Times times = new Times();
    try (var connection = new HttpConnection(port)) {
      long now = System.nanoTime();
      for (long n = from; now < end; n++) {
        byte[] bytes = request.bytes(n);
        boolean good = connection.call(bytes).isGood();
        long answered = System.nanoTime();
        times.add(answered - now, good);
        now = answered;
      }
    } catch (IOException e) {
      times.failures++;
    }
    return times;
  }

  private static Run sum(List<Times> clients, double seconds) {
    long[] all =
        clients.stream()
            .flatMapToLong(times -> Arrays.stream(times.nanos, 0, times.count))
            .toArray();
    Arrays.sort(all);
    long failures = clients.stream().mapToLong(times -> times.failures).sum();
    return new Run(seconds, all.length, failures, part(all, 0.5), part(all, 0.99));
  }

  private static double part(long[] sorted, double part) {
    return sorted.length == 0 ? 0 : sorted[(int) (part * (sorted.length - 1))] / 1e6;
  }

  /** How long one client's calls took. */
  private static final class Times {
    private long[] nanos = new long[1024];
    private int count;
    private long failures;

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
  }
}
