package linkhold.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What phones do: saves with title and tags beside saves of bare URLs, and a mix of calls of many
 * accounts, as fast as the server can and at parts of that rate.
 */
final class Phones {

  private static final int CONNECTIONS = 32;
  private static final int[] PERCENT = {25, 50, 75};
  private static final String BARE = "a bare URL";

  private final Accounts one;
  private final Accounts many;
  private final Accounts mixed;
  private final Sizes sizes;
  private final Path results;
  private final Progress progress;
  private final PhoneLinks links = new PhoneLinks();
  private final SocketLoad load = new SocketLoad();

  /**
   * Measures with these accounts.
   *
   * @param mixed accounts of at least {@code sizes.small()} links
   * @param results the directory of the plot
   */
  Phones(
      Accounts one, Accounts many, Accounts mixed, Sizes sizes, Path results, Progress progress) {
    this.one = one;
    this.many = many;
    this.mixed = mixed;
    this.sizes = sizes;
    this.results = results;
    this.progress = progress;
  }

  List<Row> measure(Linkhold linkhold, BenchDatabase database)
      throws IOException, SQLException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    try (ServerProcess server = linkhold.external(database.address())) {
      rows.add(saves(server, many, "%,d accounts".formatted(many.count())));
      rows.add(saves(server, one, "one account"));
      database.execute("vacuum analyze links");
      rows.addAll(mix(server));
    }
    return rows;
  }

  /** Saves as phones send them, in turn with saves of bare URLs by the same threads. */
  private Row saves(ServerProcess server, Accounts accounts, String whose)
      throws InterruptedException {
    Row row = new Row("Saves as phones send them, " + whose, "/s", Goal.atLeast(0.8, BARE));
    Calls full = Calls.of(() -> save(accounts, links.full()), 201);
    Calls bare = Calls.of(() -> save(accounts, links.bare()), 201);
    for (Calls calls : List.of(full, bare)) {
      load.run(server.port(), calls, CONNECTIONS, sizes.warmUp());
    }
    for (int i = 0; i < sizes.rounds(); i++) {
      add(row.of(Row.OWN), load.run(server.port(), full, CONNECTIONS, sizes.run()));
      add(row.of(BARE), load.run(server.port(), bare, CONNECTIONS, sizes.run()));
    }
    progress.say(
        "%s: %,.0f/s, of bare URLs %,.0f/s",
        row.title(), row.of(Row.OWN).median(), row.of(BARE).median());
    return row;
  }

  private static byte[] save(Accounts accounts, String json) {
    String token = accounts.tokens().get(ThreadLocalRandom.current().nextInt(accounts.count()));
    return HttpConnection.json("POST", "/v1/links", token, json);
  }

  private static void add(Figure figure, Run run) {
    figure.add(run.rate());
    if (run.failures() > 0) {
      figure.spoil(run.failures() + " calls failed");
    }
  }

  private List<Row> mix(ServerProcess server) throws IOException, InterruptedException {
    progress.say("Copying the links of %,d accounts to their devices", mixed.count());
    Mix mix = new Mix(mixed.tokens(), sizes.small());
    mix.copyAll(server.port());
    List<Row> rows = new ArrayList<>();
    Row most = new Row("Mix of calls, %,d accounts".formatted(mixed.count()), "/s");
    rows.add(most);
    for (int i = 0; i < 2; i++) {
      load.run(server.port(), mix, CONNECTIONS, sizes.warmUp());
    }
    for (int i = 0; i < sizes.rounds(); i++) {
      add(most.of(Row.OWN), load.run(server.port(), mix, CONNECTIONS, sizes.run()));
    }
    double rate = most.of(Row.OWN).median();
    progress.say("%s: %,.0f/s", most.title(), rate);
    Curve median = new Curve("median");
    Curve p99 = new Curve("99 of 100");
    Duration time = sizes.run().multipliedBy(sizes.rounds());
    for (int percent : PERCENT) {
      Latencies times = load.atRate(server.port(), mix, rate * percent / 100, time);
      rows.add(row(percent, "median", times, 0.5));
      rows.add(row(percent, "99 of 100", times, 0.99));
      rows.add(row(percent, "999 of 1,000", times, 0.999));
      median.add(percent, times.part(0.5));
      p99.add(percent, times.part(0.99));
      progress.say(
          "At %d %% of that: median %.2f ms, 99 of 100 within %.2f ms, 999 of 1,000 within %.2f ms",
          percent, times.part(0.5), times.part(0.99), times.part(0.999));
    }
    Files.createDirectories(results);
    Files.writeString(
        results.resolve("load.svg"),
        new SvgPlot(
                "A mix of calls at an even rate",
                "percent of the rate that the server reaches at most",
                "time of a call from when it was to be made, ms",
                false,
                List.of(median, p99))
            .svg());
    return rows;
  }

  private static Row row(int percent, String part, Latencies times, double share) {
    Row row =
        new Row(
            String.format(Locale.ROOT, "Mix of calls at %d %% of that rate: %s", percent, part),
            " ms");
    row.of(Row.OWN).add(times.part(share));
    if (times.failures() > 0) {
      row.of(Row.OWN).spoil(times.failures() + " calls failed");
    }
    return row;
  }
}
