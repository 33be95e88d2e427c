package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import linkhold.domain.Patience;
import linkhold.domain.UnavailableException;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Servers of PostgreSQL or Citus that crash while links are saved: no save that was acknowledged is
 * lost, and each that fails says that the database is not available. It crashes the servers whose
 * data directories {@code linkhold.test.crash} names, with commas between them, in turn, as many
 * times as {@code linkhold.test.crash.rounds} says, and starts them again; {@code
 * linkhold.test.postgres.url} is the URL of one. See CONTRIBUTING.md.
 */
@EnabledIfSystemProperty(named = "linkhold.test.crash", matches = ".+")
final class CrashTest {

  private static final int ACCOUNTS = 40;
  private static final int WRITERS = 8;

  /** How many saves have to be tried between two crashes. */
  private static final int SOME_SAVES = 300;

  /** How many have to be tried while a server is away, where each may wait for long. */
  private static final int FEW_SAVES = 2 * WRITERS;

  /** How long a server is away at least. */
  private static final Duration AWAY = Duration.ofSeconds(3);

  private record Save(AccountId account, String url, long id) {}

  /** A server that crashes; its port is that of its configuration. */
  private record Server(Path data, int port) {

    static Server in(Path data) {
      try {
        return new Server(
            data, Integer.parseInt(Files.readAllLines(data.resolve("postmaster.pid")).get(3)));
      } catch (IOException e) {
        throw new IllegalStateException("No PostgreSQL runs in " + data, e);
      }
    }

    void crash() throws Exception {
      control("-m", "immediate", "stop");
    }

    void start() throws Exception {
      control("-w", "-l", data.resolve("crash-test.log").toString(), "start");
    }

    /** Runs the {@code pg_ctl} of the server's version as the server's user. */
    private void control(String... arguments) throws Exception {
      String program = Files.readString(data.resolve("postmaster.opts")).split(" ", 2)[0];
      String owner = Files.getOwner(data).getName();
      List<String> command = new ArrayList<>();
      if (!owner.equals(System.getProperty("user.name"))) {
        command.addAll(List.of("runuser", "-u", owner, "--"));
      }
      command.add(Path.of(program).resolveSibling("pg_ctl").toString());
      command.addAll(List.of("-D", data.toString()));
      command.addAll(List.of(arguments));
      int status =
          new ProcessBuilder(command)
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.INHERIT)
              .start()
              .waitFor();
      assertEquals(0, status, command::toString);
    }
  }

  private final DatabaseSettings settings = TestPostgres.newSettings();
  private final Map<AccountId, Integer> nodes = new HashMap<>();
  private final Queue<Save> acknowledged = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private final Queue<RuntimeException> faults = new ConcurrentLinkedQueue<>();
  private final AtomicLong tried = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();

  /** The machine that is away, by Citus's number; negative when none is. */
  private volatile int away = -1;

  @Test
  void noAcknowledgedSaveIsLostWhenServersCrash() throws Exception {
    List<Server> servers =
        Stream.of(System.getProperty("linkhold.test.crash").split(","))
            .map(Path::of)
            .map(Server::in)
            .toList();
    int rounds = Integer.getInteger("linkhold.test.crash.rounds", servers.size());
    try (Database one = TestPostgres.migrated(settings, Clock.systemUTC());
        Database two = TestPostgres.migrated(settings, Clock.systemUTC())) {
      for (int i = 0; i < ACCOUNTS; i++) {
        nodes.put(one.accounts().add("crash" + i).id(), 0);
      }
      Map<Integer, Integer> places = places();
      try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          Database database = i % 2 == 0 ? one : two;
          writers.add(callers.submit(() -> write(database)));
        }
        try {
          for (int i = 0; i < rounds; i++) {
            Server server = servers.get(i % servers.size());
            awaitSaves(SOME_SAVES);
            server.crash();
            try {
              away = places.getOrDefault(server.port, -1);
              awaitSaves(FEW_SAVES);
              Thread.sleep(AWAY);
            } finally {
              away = -1;
              server.start();
            }
            Patience.await("the database", one::isReady);
          }
          awaitSaves(SOME_SAVES);
        } finally {
          over.set(true);
        }
        for (Future<?> writer : writers) {
          writer.get();
        }
      }
      long lost = acknowledged.stream().filter(save -> isLost(one, save)).count();
      System.out.printf(
          "%d crashes: %d saves acknowledged, %d of them lost; %s%n",
          rounds, acknowledged.size(), lost, counts);
      assertEquals(0, lost);
      assertEquals(List.of(), List.copyOf(faults), "failures that do not say what they are");
      assertTrue(
          acknowledged.stream().map(save -> save.account + "/" + save.id).distinct().count()
              == acknowledged.size(),
          "each save has an id of its own");
      nodes.keySet().forEach(account -> one.links().save(account, draft("https://after.example/")));
    }
  }

  private void write(Database database) {
    List<AccountId> accounts = List.copyOf(nodes.keySet());
    while (!over.get()) {
      long number = tried.incrementAndGet();
      AccountId account = accounts.get((int) (number % accounts.size()));
      String url = "https://crash.example/" + number;
      int before = away;
      String outcome;
      try {
        acknowledged.add(
            new Save(account, url, database.links().save(account, draft(url)).link().id()));
        outcome = "saved";
      } catch (UnavailableException e) {
        outcome = e.reason().contains("could not commit") ? "commit failed" : "unavailable";
      } catch (RuntimeException e) {
        faults.add(e);
        outcome = "fault";
      }
      boolean throughout = before >= 0 && before == away;
      count(
          throughout
              ? (before == nodes.getOrDefault(account, 0) ? "its own " : "others ")
                  + "meanwhile "
                  + outcome
              : outcome);
    }
  }

  private void count(String name) {
    counts.computeIfAbsent(name, _ -> new AtomicLong()).incrementAndGet();
  }

  private void awaitSaves(int count) {
    long before = tried.get();
    Patience.await("saves", () -> tried.get() > before + count);
  }

  private static boolean isLost(Database database, Save save) {
    return database
        .links()
        .findByUrl(save.account, LinkUrl.parse(save.url))
        .filter(link -> link.id() == save.id)
        .isEmpty();
  }

  /** Records where each account is; returns the numbers of Citus's machines, by their ports. */
  private Map<Integer, Integer> places() throws Exception {
    try (Connection connection =
        DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password())) {
      DSLContext dsl = DSL.using(connection, SQLDialect.POSTGRES);
      Sql sql = new Sql(dsl, Duration.ofSeconds(5));
      Engine engine = TestCitus.engine(TestCitus.isOne(settings));
      new Nodes(sql, engine)
          .of(List.copyOf(nodes.keySet()))
          .forEach((node, accounts) -> accounts.forEach(account -> nodes.put(account, node)));
      Map<Integer, Integer> places = new HashMap<>();
      if (engine.isSpread()) {
        dsl.fetch("select nodeport, groupid from pg_dist_node where groupid > 0")
            .forEach(row -> places.put(row.get(0, Integer.class), row.get(1, Integer.class)));
      }
      return places;
    }
  }

  private static LinkDraft draft(String url) {
    return LinkDraft.of(LinkUrl.parse(url));
  }
}
