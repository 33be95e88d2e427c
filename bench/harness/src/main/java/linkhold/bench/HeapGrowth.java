package linkhold.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the heap grows while a whole library is read, by the live data that full collections find
 * before and during the call.
 */
final class HeapGrowth {

  private static final Pattern FULL = Pattern.compile("Pause Full.* (\\d+)M->(\\d+)M\\(");

  private HeapGrowth() {}

  /** Measures it on a server of its own. */
  static Row measure(Linkhold linkhold, BenchDatabase.Address database, Accounts accounts, Path log)
      throws IOException, InterruptedException {
    Row row =
        new Row(
            String.format(
                Locale.ROOT, "Heap growth during `GET /links` of %,d URLs", accounts.links()),
            " MiB",
            new Goal.Limit(64, " MiB"));
    try (ServerProcess server = linkhold.external(database, "-Xlog:gc:file=" + log)) {
      FullLists.read(server.port(), accounts);
      collect(server);
      var reading = CompletableFuture.runAsync(() -> read(server.port(), accounts));
      while (!reading.isDone()) {
        collect(server);
      }
      reading.join();
    }
    List<Long> alive = alive(log);
    if (alive.size() < 2) {
      row.of(Row.OWN).spoil("no collection while it was read");
    } else {
      long most = alive.stream().skip(1).mapToLong(Long::longValue).max().orElseThrow();
      row.of(Row.OWN).add((double) Math.max(0, most - alive.getFirst()));
    }
    return row;
  }

  private static void read(int port, Accounts accounts) {
    try {
      FullLists.read(port, accounts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void collect(ServerProcess server) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Command.run(
        Duration.ofSeconds(30),
        Map.of(),
        List.of(jcmd.toString(), Long.toString(server.pid()), "GC.run"));
  }

  /** The live data after each full collection, in mebibytes. */
  private static List<Long> alive(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .map(FULL::matcher)
        .filter(Matcher::find)
        .map(matcher -> Long.valueOf(matcher.group(2)))
        .toList();
  }
}
