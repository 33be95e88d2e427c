package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import linkhold.app.postgres.EmbeddedPostgres;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import linkhold.domain.Patience;
import linkhold.persistence.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged program after its own process or its database's ended. */
final class LinkholdRecoveryIT {

  private static final int CLIENTS = 8;

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @Test
  void whatWasSavedIsThereAfterTheServerWasKilled() throws Exception {
    Path directory = DATABASES.blank();
    try (var server = serve(directory)) {
      assertEquals(200, server.save("https://example.com/a"));
      server.kill();
    }
    try (var server = serve(directory)) {
      assertEquals(List.of("https://example.com/a"), server.list());
    }
  }

  @Test
  void aServerKilledUnderLoadHasEverySaveThatItAcknowledged() throws Exception {
    Path directory = DATABASES.blank();
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    try (var server = serve(directory);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        String prefix = "https://example.com/" + i + "/";
        clients.add(executor.submit(() -> saveUntilItEnds(server, prefix, acknowledged)));
      }
      Patience.await("saves", () -> acknowledged.size() >= 50 * CLIENTS);
      server.kill();
      for (var client : clients) {
        client.get();
      }
    }
    try (var server = serve(directory)) {
      Set<String> listed = new HashSet<>(server.list());
      tell("server", acknowledged, listed);
      assertTrue(listed.containsAll(acknowledged));
    }
  }

  private static Void saveUntilItEnds(
      RunningLinkhold server, String prefix, Set<String> acknowledged) throws InterruptedException {
    try {
      for (int n = 0; ; n++) {
        assertEquals(200, server.save(prefix + n));
        acknowledged.add(prefix + n);
      }
    } catch (IOException e) {
      return null; // it was killed
    }
  }

  @Test
  void aServerAskedToEndStopsPostgresAndExitsWithZero() throws Exception {
    TestDatabases.requireEmbedded("It is about the end of the embedded PostgreSQL.");
    Path directory = DATABASES.blank();
    try (var server = serve(directory)) {
      ProcessHandle postmaster = TestDatabases.postmaster(directory).orElseThrow();
      server.terminate();
      assertEquals(0, server.awaitExit());
      // A warning for the operator, not a failure.
      assertTrue(
          server
              .errors()
              .lines()
              .allMatch(line -> line.startsWith("linkhold: ") || line.contains(" INFO ")),
          server::errors);
      assertTrue(TestDatabases.isGone(postmaster));
      assertTrue(TestDatabases.postmaster(directory).isEmpty());
    }
  }

  @Test
  void aServerStoppedDuringItsStartStopsPostgresToo() throws Exception {
    TestDatabases.requireEmbedded("It is about the end of the embedded PostgreSQL.");
    Path directory = DATABASES.blank();
    try (var server = embedded(directory)) {
      Patience.await("PostgreSQL", () -> TestDatabases.postmaster(directory).isPresent());
      server.terminate();
      assertEquals(0, server.awaitExit());
      assertTrue(TestDatabases.postmaster(directory).isEmpty());
    }
  }

  @Test
  void aServerOutlivesItsPostgresAndLosesNothing() throws Exception {
    TestDatabases.requireEmbedded("It kills PostgreSQL; CrashTest does so to a running one.");
    Path directory = DATABASES.blank();
    try (var server = serve(directory)) {
      assertNothingIsLost(server, directory);
      assertFalse(server.errors().contains("\tat "), server::errors); // a stack trace
    }
  }

  @Test
  void aServerOutlivesAnotherDatabaseAndLosesNothing() throws Exception {
    TestDatabases.requireEmbedded("It kills PostgreSQL; CrashTest does so to a running one.");
    Path directory = DATABASES.blank();
    try (var database = EmbeddedPostgres.start(directory);
        var server = external(TestDatabase.of(database))) {
      server.awaitReady();
      assertNothingIsLost(server, directory);
    }
  }

  @Test
  void theServerWaitsForAnUnreachableDatabaseUntilItIsStopped() throws Exception {
    TestDatabases.requireEmbedded("It starts and stops PostgreSQL.");
    Path directory = DATABASES.blank();
    EmbeddedPostgres away = EmbeddedPostgres.start(directory);
    away.close();
    try (var server = external(TestDatabase.of(away));
        var another = external(TestDatabase.of(away))) {
      Patience.await("a word on the wait", () -> isWaiting(server) && isWaiting(another));
      another.terminate();
      try (var database = EmbeddedPostgres.start(directory)) {
        assertEquals(away.jdbcUrl(), database.jdbcUrl());
        server.awaitReady();
        assertEquals(200, server.save("https://example.com/a"));
        assertEquals(List.of("https://example.com/a"), server.list());
        assertEquals(0, another.awaitExit());
      }
    }
  }

  @Test
  void manyLinksAreListedInLittleMemory() throws Exception {
    int many = Boolean.getBoolean("linkhold.test.large") ? 100_000 : 20_000;
    List<String> urls =
        IntStream.range(0, many)
            .mapToObj(i -> "https://example.com/" + i + "/" + "x".repeat(20_000_000 / many))
            .toList();
    try (var database = DATABASES.start()) {
      try (var stores = Database.open(database.settings(), Clock.systemUTC())) {
        stores.migrate();
        AccountId account = stores.accounts().add("default").id();
        for (int i = 0; i < urls.size(); i += 5_000) {
          stores
              .links()
              .save(
                  account,
                  urls.subList(i, i + 5_000).stream()
                      .map(url -> LinkDraft.of(LinkUrl.parse(url)))
                      .toList());
        }
      }
      // The answer alone has 22 MB.
      try (var server = external(database, "-Xmx64m");
          var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        server.awaitReady();
        List<Future<Boolean>> listed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          listed.add(executor.submit(() -> server.list().equals(urls)));
        }
        for (var complete : listed) {
          assertTrue(complete.get());
        }
      }
    }
  }

  @Test
  void aStartThatIsInterruptedLeavesNoServerBehind() throws Exception {
    TestDatabases.requireEmbedded("It starts and stops PostgreSQL.");
    EmbeddedPostgres away = EmbeddedPostgres.start(DATABASES.blank());
    away.close();
    try (var server = external(TestDatabase.of(away))) {
      Thread test = Thread.currentThread();
      Thread.ofVirtual()
          .start(() -> {
            Patience.await("a word on the wait", () -> isWaiting(server));
            test.interrupt();
          });
      assertThrows(IllegalStateException.class, server::awaitReady);
      assertTrue(Thread.interrupted());
      assertEquals(0, server.awaitExit());
    }
  }

  /** Kills the database under a load of saves, which come back with 503 until it is there again. */
  private static void assertNothingIsLost(RunningLinkhold server, Path directory) throws Exception {
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    var failed = new AtomicBoolean();
    var recovered = new AtomicBoolean();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        String prefix = "https://example.com/" + i + "/";
        clients.add(
            executor.submit(() -> {
              for (int n = 0; !recovered.get(); n++) {
                HttpResponse<String> answer = server.post("{\"url\": \"" + prefix + n + "\"}");
                if (answer.statusCode() == 200) {
                  acknowledged.add(prefix + n);
                } else {
                  assertUnavailable(answer);
                  failed.set(true);
                }
              }
              return null;
            }));
      }
      Patience.await("the first saves", () -> acknowledged.size() >= 20 * CLIENTS);
      TestDatabases.kill(TestDatabases.postmaster(directory).orElseThrow());
      Patience.await("the outage", failed::get); // sessions outlive their postmaster for a moment
      int before = acknowledged.size();
      Patience.await("saves again", () -> acknowledged.size() >= before + 5 * CLIENTS);
      recovered.set(true);
      for (var client : clients) {
        client.get();
      }
    }
    assertEquals(200, server.get("/health/ready").statusCode());
    List<String> listed = server.list();
    Set<String> distinct = new HashSet<>(listed);
    assertEquals(listed.size(), distinct.size());
    tell("database", acknowledged, distinct);
    assertTrue(distinct.containsAll(acknowledged));
  }

  /** Prints what the test has counted. */
  private static void tell(String killed, Set<String> acknowledged, Set<String> listed) {
    long found = acknowledged.stream().filter(listed::contains).count();
    System.out.printf(
        "Killed the %s under load: %d saves acknowledged, %d of them found%n",
        killed, acknowledged.size(), found);
  }

  private static void assertUnavailable(HttpResponse<String> answer) {
    assertEquals(503, answer.statusCode(), answer.body());
    assertEquals(List.of("application/problem+json"), answer.headers().allValues("Content-Type"));
    assertTrue(answer.headers().firstValue("Retry-After").isPresent());
  }

  private static boolean isWaiting(RunningLinkhold server) {
    return server.errors().contains("does not answer yet: Connection to 127.0.0.1");
  }

  private static RunningLinkhold serve(Path directory) {
    return RunningLinkhold.serve(DATABASES.top(), directory);
  }

  private static RunningLinkhold embedded(Path directory) {
    return RunningLinkhold.launch(
        DATABASES.top(), Map.of(), "--port", "0", "--data-dir", directory.toString());
  }

  /** A server on a database that it does not start itself. */
  private static RunningLinkhold external(TestDatabase database, String... javaOptions) {
    return RunningLinkhold.external(
        DATABASES.top(), database, Map.of("LINKHOLD_JAVA_OPTIONS", String.join(" ", javaOptions)));
  }
}
