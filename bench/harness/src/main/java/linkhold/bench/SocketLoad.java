package linkhold.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Load made by this program: a thread and a connection for each client. */
final class SocketLoad implements Load {

  /** So many that calls at a fixed rate wait for the server, not for a connection. */
  private static final int OPEN_CONNECTIONS = 64;

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
    List<Callable<Latencies>> clients = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      long from = first + i * share;
      AtomicLong next = new AtomicLong(from);
      Step step = connection -> connection.call(request.bytes(next.getAndIncrement())).isGood();
      clients.add(() -> client(port, step, end));
    }
    return all(clients).run((System.nanoTime() - start) / 1e9);
  }

  /** Each client makes its next call when its last one was answered. */
  Run run(int port, Calls calls, int connections, Duration time) throws InterruptedException {
    long start = System.nanoTime();
    long end = start + time.toNanos();
    List<Callable<Latencies>> clients = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      clients.add(() -> client(port, connection -> make(calls, connection), end));
    }
    return all(clients).run((System.nanoTime() - start) / 1e9);
  }

  /**
   * Makes calls at a fixed rate, whatever the server does. A call's time is measured from when it
   * was due, so that the delay by slow calls before it is included.
   */
  Latencies atRate(int port, Calls calls, double rate, Duration time) throws InterruptedException {
    AtomicLong turns = new AtomicLong();
    long start = System.nanoTime();
    long count = (long) (rate * time.toNanos() / 1e9);
    List<Callable<Latencies>> clients = new ArrayList<>();
    for (int i = 0; i < OPEN_CONNECTIONS; i++) {
      clients.add(() -> {
        Latencies times = new Latencies();
        try (var connection = new HttpConnection(port)) {
          for (long turn = turns.getAndIncrement(); turn < count; turn = turns.getAndIncrement()) {
            long due = start + (long) (turn / rate * 1e9);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
              LockSupport.parkNanos(left);
            }
            boolean good = make(calls, connection);
            times.add(System.nanoTime() - due, good);
          }
        } catch (IOException e) {
          times.fail();
        }
        return times;
      });
    }
    return all(clients);
  }

  /** Makes a client's next call. */
  @FunctionalInterface
  private interface Step {

    /** Whether it was answered as it should be. */
    boolean make(HttpConnection connection) throws IOException;
  }

  private static boolean make(Calls calls, HttpConnection connection) throws IOException {
    Calls.Call call = calls.next();
    return call.take(connection.fetch(call.bytes()));
  }

  private static Latencies all(List<Callable<Latencies>> clients) throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(clients.size())) {
      List<Latencies> times = new ArrayList<>();
      for (Future<Latencies> client : threads.invokeAll(clients)) {
        times.add(client.get());
      }
      return Latencies.sum(times);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Latencies client(int port, Step step, long end) {
    Latencies times = new Latencies();
    try (var connection = new HttpConnection(port)) {
      long now = System.nanoTime();
      while (now < end) {
        boolean good = step.make(connection);
        long answered = System.nanoTime();
        times.add(answered - now, good);
        now = answered;
      }
    } catch (IOException e) {
      times.fail();
    }
    return times;
  }
}
