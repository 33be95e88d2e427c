package linkhold.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import linkhold.bench.Workload.Kind;
import linkhold.persistence.Database;
import org.jspecify.annotations.Nullable;

/** One run of the benchmark, from an empty directory to the report. */
final class Benchmark {

  /** The work that the rivals can do. */
  private static final Set<Kind> RIVALS_DO =
      EnumSet.of(
          Kind.SAVE_ONE_ACCOUNT,
          Kind.SAVE_MANY_ACCOUNTS,
          Kind.SAVE_ALONE,
          Kind.READ,
          Kind.PAGE,
          Kind.PAGE_SMALL_ALONE);

  /** The first id of the accounts that are added after the comparison. */
  private static final long AFTER_ALL = 800_001;

  private static final int STARTS = 5;
  private static final int LISTS = 5;

  private final Path home;
  private final Path work;
  private final Path results;
  private final Sizes sizes;
  private final Set<String> groups;
  private final @Nullable URI databaseUrl;
  private final Progress progress = new Progress();
  private final Report report = new Report();
  private final Tools tools = Tools.find();
  private final Linkhold linkhold;

  /** Uses the empty directory {@code work}, and draws plots into {@code results}. */
  Benchmark(
      Path home,
      Path work,
      Path results,
      Sizes sizes,
      Set<String> groups,
      @Nullable URI databaseUrl) {
    this.home = home;
    this.work = work;
    this.results = results;
    this.sizes = sizes;
    this.groups = groups;
    this.databaseUrl = databaseUrl;
    this.linkhold = new Linkhold(home, work.resolve("servers.log"));
  }

  Report run() throws IOException, SQLException, InterruptedException {
    tools.missing().forEach(line -> progress.say("%s", line));
    Load load = tools.load(work);
    Facts.of(report, load, sizes);
    Path dataDirectory = work.resolve("data");
    progress.say("Starting PostgreSQL");
    try (BenchDatabase database =
        databaseUrl == null
            ? BenchDatabase.embedded(linkhold, dataDirectory)
            : BenchDatabase.at(databaseUrl)) {
      report.fact("Database", database.description());
      Data data = fill(database);
      compare(database, data, load);
      if (groups.contains("lists")) {
        progress.say("Reading %,d URLs while the heap is looked at", data.huge().links());
        report.add(
            HeapGrowth.measure(linkhold, database.address(), data.huge(), work.resolve("gc.log")));
      }
      if (groups.contains("phones") || groups.contains("transfers")) {
        alone(database, data);
      }
      if (groups.contains("titles")) {
        try (var reading = new PageReading(linkhold, database, data.many(), load, progress)) {
          reading.measure(sizes.rounds(), sizes.run()).forEach(report::add);
        }
      }
      if (groups.contains("memory")) {
        memory(database, data, load);
      }
      if (groups.contains("starts")) {
        report.add(
            Starts.measure(
                "Start to ready, external PostgreSQL",
                0.5,
                STARTS,
                () -> linkhold.external(database.address()),
                progress));
      }
    }
    if (groups.contains("starts") && databaseUrl == null) {
      report.add(
          Starts.measure(
              "Start to ready, embedded PostgreSQL",
              0.7,
              STARTS,
              () -> linkhold.embedded(dataDirectory),
              progress));
    }
    return report;
  }

  private Data fill(BenchDatabase database) throws IOException, SQLException {
    try (Database stores = database.stores()) {
      SampleLibrary library =
          new SampleLibrary(database, stores, work, SampleLibrary.FIRST_ACCOUNT);
      progress.say("Filling the database");
      Accounts one = library.add("one", 1, 0);
      Accounts many = library.add("many", sizes.many(), 0);
      Accounts small = library.add("small", 1, sizes.small());
      Accounts large = library.add("large", 1, sizes.large());
      progress.say("%,d links are there; now an account of %,d", sizes.large(), sizes.huge());
      boolean huge = groups.stream().anyMatch(Set.of("pages", "lists", "search")::contains);
      Data data =
          new Data(one, many, small, large, library.add("huge", 1, huge ? sizes.huge() : 1));
      BareRows.fill(database, huge ? data.huge() : data.large());
      database.execute("vacuum analyze accounts, tokens, revisions, tags, links");
      return data;
    }
  }

  /** Measures everything that is measured side by side. */
  private void compare(BenchDatabase database, Data data, Load load)
      throws IOException, SQLException, InterruptedException {
    List<Workload> workloads = new ArrayList<>(Workloads.of(data, groups));
    try (ServerProcess own = linkhold.external(database.address());
        Servers rivals = new Servers()) {
      report.fact("Flags of every JVM", String.join(" ", own.jvmFlags()));
      if (groups.contains("changes")) {
        Optional<Workload> changes = Changes.workload(own, data.small());
        changes.ifPresent(workloads::add);
        if (changes.isEmpty()) {
          report.fact("Changes", "not measured: this build has no /v1/changes");
        }
      }
      List<Contender> contenders = new ArrayList<>();
      contenders.add(new HttpContender(Row.OWN, own, load, EnumSet.allOf(Kind.class), ""));
      if (tools.pgbench().isPresent() && !workloads.isEmpty()) {
        progress.say("Learning Linkhold's statements for pgbench");
        var pgbench = new PgbenchContender(tools.pgbench().get(), work, database.address());
        Recording.run(linkhold, database, workloads, pgbench);
        contenders.add(pgbench);
      }
      Map<String, ServerProcess> bareRows = new LinkedHashMap<>();
      if (groups.contains("lists")
          || workloads.stream().anyMatch(workload -> RIVALS_DO.contains(workload.kind()))) {
        var starting = new Rivals(home, linkhold.log(), database.address(), own.jvmFlags());
        for (Rivals.Rival rival : Rivals.ALL) {
          ServerProcess server = rivals.add(starting.start(rival));
          String bare = BareRows.name(rival.name());
          contenders.add(new HttpContender(rival.name(), server, load, RIVALS_DO, ""));
          contenders.add(new HttpContender(bare, server, load, BareRows.KINDS, BareRows.PREFIX));
          bareRows.put(bare, server);
        }
      }
      var rounds = new Rounds(database, contenders, workloads, progress);
      rounds.warmUp(sizes.warmUp(), sizes.warmUps());
      rounds.run(sizes.rounds(), sizes.run()).forEach(report::add);
      if (groups.contains("pages")) {
        report.add(
            PageGrowth.compare(
                rounds.row(Kind.PAGE_SMALL_ALONE), rounds.row(Kind.PAGE_HUGE_ALONE)));
      }
      if (groups.contains("search")) {
        for (Accounts accounts : List.of(data.large(), data.huge())) {
          Searches.measure(own, accounts, sizes.searches(), progress).forEach(report::add);
        }
      }
      if (groups.contains("lists")) {
        var lists = new FullLists(database.address(), tools, progress);
        report.add(lists.compare(own, bareRows, data.large(), LISTS));
        report.add(lists.compare(own, bareRows, data.huge(), LISTS));
      }
    }
  }

  /** Measures what no rival does. */
  private void alone(BenchDatabase database, Data data)
      throws IOException, SQLException, InterruptedException {
    try (Database stores = database.stores()) {
      SampleLibrary library = new SampleLibrary(database, stores, work, AFTER_ALL);
      if (groups.contains("phones")) {
        progress.say("Filling %,d accounts of different sizes", sizes.many());
        Accounts mixed =
            MixedAccounts.of(database, library, data.large(), sizes.many(), sizes.small());
        database.execute("vacuum analyze accounts, tokens, revisions, tags, links");
        new Phones(data.one(), data.many(), mixed, sizes, results, progress)
            .measure(linkhold, database)
            .forEach(report::add);
      }
      if (groups.contains("transfers")) {
        try (ServerProcess server = linkhold.external(database.address())) {
          new Transfers(server, data.large(), progress)
              .measure(database, library, stores)
              .forEach(report::add);
        }
      }
    }
  }

  private void scrapes(BenchDatabase database, List<Workload> workloads, Load load)
      throws IOException, InterruptedException {
    Scrapes scrapes = new Scrapes();
    try (ServerProcess server = linkhold.measured(database.address(), scrapes.port())) {
      for (Workload workload : workloads) {
        load.run(server.port(), workload.request(), workload.connections(), sizes.warmUp());
      }
      report.add(scrapes.measure(server, progress));
    }
  }

  private void memory(BenchDatabase database, Data data, Load load)
      throws IOException, InterruptedException {
    List<Workload> workloads =
        Workloads.of(data, Set.of("saves", "reads", "pages")).stream()
            .filter(workload -> RIVALS_DO.contains(workload.kind()) && !workload.isAlone())
            .toList();
    Memory memory = new Memory(load, progress);
    List<String> flags;
    try (ServerProcess server = linkhold.external(database.address())) {
      flags = server.jvmFlags();
      memory.measure(Row.OWN, server, workloads, sizes.run());
    }
    var starting = new Rivals(home, linkhold.log(), database.address(), flags);
    for (Rivals.Rival rival : Rivals.ALL) {
      try (ServerProcess server = starting.start(rival)) {
        memory.measure(rival.name(), server, workloads, sizes.run());
      }
    }
    memory.rows().forEach(report::add);
    scrapes(database, workloads, load);
    try (ServerProcess server = linkhold.external(database.address())) {
      if (Changes.workload(server, data.small()).isPresent()) {
        report.add(memory.listeners(server, data.small().token()));
      }
    }
  }
}
