package linkhold.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The resident memory of fresh servers: at rest, under load, and when the load is over. */
final class Memory {

  private static final Duration REST = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final double MEGABYTE = 1e6;

  /** Enough that every part of the server that listeners need is initialised. */
  private static final int FEW_LISTENERS = 10;

  /** So many that the growth of the young generation is small in comparison. */
  private static final int MANY_LISTENERS = 5_000;

  private final Load load;
  private final Progress progress;
  private final Row rest = new Row("Resident memory at rest", " MB", new Goal.Limit(130, " MB"));
  private final Row loaded =
      new Row("Resident memory under load, at most", " MB", new Goal.Limit(256, " MB"));
  private final Row after = new Row("Resident memory after the load", " MB");

  Memory(Load load, Progress progress) {
    this.load = load;
    this.progress = progress;
  }

  /** Measures a server that was just started, loading it with {@code workloads} in turn. */
  void measure(String name, ServerProcess server, List<Workload> workloads, Duration time)
      throws IOException, InterruptedException {
    Thread.sleep(REST);
    rest.of(name).add(server.residentBytes() / MEGABYTE);
    AtomicLong most = new AtomicLong();
    AtomicBoolean over = new AtomicBoolean();
    Thread looking = Thread.ofVirtual().start(() -> look(server, most, over));
    for (Workload workload : workloads) {
      Run run = load.run(server.port(), workload.request(), workload.connections(), time);
      if (run.failures() > 0) {
        loaded.of(name).spoil(run.failures() + " calls failed");
      }
    }
    over.set(true);
    looking.join();
    loaded.of(name).add(most.get() / MEGABYTE);
    Thread.sleep(REST);
    after.of(name).add(server.residentBytes() / MEGABYTE);
    progress.say(
        "Memory of %s: at rest %.0f MB, under load %.0f MB, after %.0f MB",
        name, rest.of(name).median(), most.get() / MEGABYTE, after.of(name).median());
  }

  /** Measures what idle listeners cost a server that was just started. */
  Row listeners(ServerProcess server, String token) throws IOException, InterruptedException {
    Row row =
        new Row("Resident memory for each idle event stream", " KB", new Goal.Limit(50, " KB"));
    try (var listeners = new IdleListeners(server, token)) {
      int few = listeners.growTo(FEW_LISTENERS);
      Thread.sleep(REST);
      long before = server.residentBytes();
      int many = listeners.growTo(MANY_LISTENERS);
      if (few != 200 || many != 200) {
        row.of(Row.OWN).spoil("a stream was answered " + Math.max(few, many));
        return row;
      }
      Thread.sleep(REST);
      int more = listeners.count() - FEW_LISTENERS;
      row.of(Row.OWN).add((server.residentBytes() - before) / 1e3 / more);
      progress.say("%d listeners: %.1f KB each", more, row.of(Row.OWN).median());
    }
    return row;
  }

  List<Row> rows() {
    return List.of(rest, loaded, after);
  }

  private static void look(ServerProcess server, AtomicLong most, AtomicBoolean over) {
    try {
      while (!over.get()) {
        most.accumulateAndGet(server.residentBytes(), Math::max);
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
