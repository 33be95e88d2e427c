package linkhold.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import linkhold.bench.Workload.Kind;
import linkhold.domain.AccountId;
import linkhold.persistence.Database;
import org.jspecify.annotations.Nullable;

/** Draws how Linkhold's times and memory grow with its data. */
final class Curves {

  private static final String TIME = "median time of a call, ms";

  private final Path work;
  private final Path figures;
  private final boolean quick;
  private final @Nullable URI databaseUrl;
  private final Progress progress = new Progress();
  private final Linkhold linkhold;

  /** Uses the empty directory {@code work}, and draws into {@code figures}. */
  Curves(Path home, Path work, Path figures, boolean quick, @Nullable URI databaseUrl) {
    this.work = work;
    this.figures = figures;
    this.quick = quick;
    this.databaseUrl = databaseUrl;
    this.linkhold = new Linkhold(home, work.resolve("servers.log"));
  }

  void draw() throws IOException, SQLException, InterruptedException {
    Files.createDirectories(figures);
    try (BenchDatabase database =
            databaseUrl == null
                ? BenchDatabase.embedded(linkhold, work.resolve("data"))
                : BenchDatabase.at(databaseUrl);
        Database stores = database.stores();
        ServerProcess server = linkhold.external(database.address())) {
      SampleLibrary library =
          new SampleLibrary(database, stores, work, SampleLibrary.FIRST_ACCOUNT);
      Accounts reader = library.add("listener", 1, 10);
      warmUp(server, reader);
      listeners(reader, database);
      links(server, database, library);
      accounts(server, database, library);
    }
  }

  /** One account that grows. */
  private void links(ServerProcess server, BenchDatabase database, SampleLibrary library)
      throws IOException, SQLException, InterruptedException {
    Accounts account = library.add("growing", 1, 0);
    Curve saves = new Curve("save");
    Curve pages = new Curve("page of 50 newest");
    long there = 0;
    for (int size = 1_000; size <= (quick ? 10_000 : 1_000_000); size *= 10) {
      library.fill(new AccountId(account.firstId()), there + 1, size);
      there = size;
      database.execute("vacuum analyze links");
      pages.add(size, alone(server, account, Kind.PAGE_SMALL_ALONE));
      saves.add(size, alone(server, account, Kind.SAVE_ALONE));
    }
    write(
        "links.svg",
        "One client, by the size of its library",
        "links in the account",
        saves,
        pages);
  }

  /** More and more accounts of ten links. */
  private void accounts(ServerProcess server, BenchDatabase database, SampleLibrary library)
      throws IOException, SQLException, InterruptedException {
    Curve saves = new Curve("save");
    Curve pages = new Curve("page of ten");
    Crowd crowd = new Crowd(database, library);
    for (int count = 1; count <= (quick ? 100 : 100_000); count *= 10) {
      Accounts some = crowd.growTo(count);
      database.execute("vacuum analyze links");
      pages.add(count, alone(server, some, Kind.PAGE_SMALL_ALONE));
      saves.add(count, alone(server, some, Kind.SAVE_ALONE));
    }
    write("accounts.svg", "One client, by the number of accounts", "accounts", saves, pages);
  }

  /** More and more clients that listen for changes. */
  private void listeners(Accounts account, BenchDatabase database)
      throws IOException, InterruptedException {
    Curve memory = new Curve("resident memory");
    try (ServerProcess server = linkhold.external(database.address());
        var listeners = new IdleListeners(server, account.token())) {
      for (int count = 0; count <= (quick ? 100 : 5_000); count += quick ? 50 : 1_000) {
        int status = listeners.growTo(count);
        if (status != 200) {
          progress.say("Listener %d was answered %d", listeners.count() + 1, status);
          break;
        }
        Thread.sleep(Duration.ofSeconds(3));
        memory.add(count, server.residentBytes() / 1e6);
        progress.say("%d listeners: %.0f MB", count, server.residentBytes() / 1e6);
      }
    }
    if (memory.points().size() < 2) {
      progress.say("No curve of listeners: this build has no event stream");
      return;
    }
    SvgPlot plot =
        new SvgPlot(
            "Memory, by the number of listeners", "listeners", "MB", false, List.of(memory));
    Files.writeString(figures.resolve("listeners.svg"), plot.svg());
  }

  private void warmUp(ServerProcess server, Accounts accounts)
      throws IOException, InterruptedException {
    progress.say("Warming up");
    for (Workload workload : workloads(accounts)) {
      new SocketLoad()
          .run(server.port(), workload.request(), 8, Duration.ofSeconds(quick ? 1 : 15));
    }
  }

  /** The median time of one client's calls. */
  private double alone(ServerProcess server, Accounts accounts, Kind kind)
      throws IOException, InterruptedException {
    Workload workload =
        workloads(accounts).stream().filter(w -> w.kind() == kind).findFirst().orElseThrow();
    Duration time = Duration.ofSeconds(quick ? 1 : 5);
    new SocketLoad().run(server.port(), workload.request(), 1, time.dividedBy(5));
    Run run = new SocketLoad().run(server.port(), workload.request(), 1, time);
    if (run.failures() > 0) {
      throw new IOException(run.failures() + " calls failed: " + workload.title());
    }
    progress.say("%s: median %.2f ms", kind, run.p50());
    return run.p50();
  }

  private static List<Workload> workloads(Accounts accounts) {
    Data data = new Data(accounts, accounts, accounts, accounts, accounts);
    return Workloads.of(data, Set.of("saves", "pages")).stream()
        .filter(w -> w.kind() == Kind.SAVE_ALONE || w.kind() == Kind.PAGE_SMALL_ALONE)
        .toList();
  }

  private void write(String file, String title, String xTitle, Curve... curves) throws IOException {
    SvgPlot plot = new SvgPlot(title, xTitle, TIME, true, List.of(curves));
    Files.writeString(figures.resolve(file), plot.svg());
    progress.say("Drew %s", figures.resolve(file));
  }
}
