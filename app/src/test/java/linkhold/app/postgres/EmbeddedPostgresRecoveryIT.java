package linkhold.app.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import linkhold.app.LinkholdProcess;
import linkhold.app.TestDatabases;
import linkhold.domain.Patience;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The embedded PostgreSQL after everything that can happen to a data directory. */
final class EmbeddedPostgresRecoveryIT {

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @Test
  void dataSurviveAStopAndAStart() throws Exception {
    Path directory = DATABASES.copy();
    try (var postgres = EmbeddedPostgres.start(directory)) {
      TestDatabases.execute(postgres, "insert into saved values ('now')");
    }
    assertTrue(TestDatabases.postmaster(directory).isEmpty());
    try (var postgres = EmbeddedPostgres.start(directory)) {
      assertEquals(List.of("before", "now"), TestDatabases.saved(postgres));
    }
  }

  @Test
  void whatWasBegunAndNeverFinishedIsMadeAgain() throws Exception {
    Path directory = DATABASES.top().resolve("unfinished");
    Files.createDirectory(directory);
    Files.createFile(directory.resolve("server.lock"));
    Path programs = directory.resolve("postgresql-" + PostgresBinaries.VERSION + ".new-1");
    Files.createDirectories(programs.resolve("bin"));
    Path cluster = directory.resolve("cluster.new-1");
    Files.createDirectories(cluster.resolve("base"));
    Files.writeString(cluster.resolve("PG_VERSION"), PostgresBinaries.MAJOR + "\n");
    try (var postgres = EmbeddedPostgres.start(directory)) {
      assertEquals(List.of("linkhold"), TestDatabases.query(postgres, "select current_database()"));
    }
    assertFalse(Files.exists(programs));
    assertFalse(Files.exists(cluster));
  }

  @Test
  void aUsedDirectoryWithoutItsDataIsRefusedAndMadeWholeByPuttingThemBack() throws Exception {
    Path directory = DATABASES.copy();
    Path elsewhere = directory.resolveSibling("elsewhere");
    Files.move(directory.resolve("cluster"), elsewhere);
    TestDatabases.assertRefused(directory, "is missing");
    assertThrows(EmbeddedPostgresException.class, () -> EmbeddedPostgres.join(directory));
    Files.delete(directory.resolve("startup.log"));
    TestDatabases.assertRefused(directory, "is missing");
    assertFalse(Files.exists(directory.resolve("cluster")));
    Files.move(elsewhere, directory.resolve("cluster"));
    try (var postgres = EmbeddedPostgres.start(directory)) {
      assertEquals(List.of("before"), TestDatabases.saved(postgres));
    }
  }

  @Test
  void aDirectoryOfAnEarlierLinkholdIsMarkedAsUsed() throws Exception {
    Path directory = DATABASES.copy();
    Files.delete(directory.resolve("library"));
    EmbeddedPostgres.join(directory).close();
    assertTrue(Files.exists(directory.resolve("library")));
  }

  @Test
  void dataThatVanishWhileServedAreNotReplacedByEmptyOnes() throws Exception {
    Path directory = DATABASES.copy();
    Path elsewhere = directory.resolveSibling("vanished");
    try (var postgres = EmbeddedPostgres.start(directory)) {
      ProcessHandle postmaster = TestDatabases.postmaster(directory).orElseThrow();
      Files.move(directory.resolve("cluster"), elsewhere);
      TestDatabases.kill(postmaster);
      assertThrows(SQLException.class, () -> TestDatabases.saved(postgres));
      assertFalse(Files.exists(directory.resolve("cluster")));
      Files.move(elsewhere, directory.resolve("cluster"));
      Patience.await(
          "the data put back", () -> TestDatabases.saved(postgres).equals(List.of("before")));
    }
  }

  @Test
  void aMissingLockFileIsMadeAgain() throws Exception {
    Path directory = DATABASES.copy();
    Files.delete(directory.resolve("server.lock"));
    try (var postgres = EmbeddedPostgres.start(directory)) {
      assertEquals(List.of("before"), TestDatabases.saved(postgres));
      assertTrue(Files.exists(directory.resolve("server.lock")));
    }
  }

  @Test
  void aDatabaseThatRunsWithoutItsLockFileIsNotTakenOver() throws Exception {
    Path directory = DATABASES.copy();
    try (var server = LinkholdProcess.server(directory)) {
      Files.delete(directory.resolve("server.lock"));
      TestDatabases.assertRefused(directory, "server.lock is missing");
      server.kill();
    }
    TestDatabases.kill(TestDatabases.postmaster(directory).orElseThrow());
    try (var postgres = EmbeddedPostgres.start(directory)) {
      assertEquals(List.of("before"), TestDatabases.saved(postgres));
    }
  }

  @Test
  void brokenProgramsAreUnpackedAgain() throws Exception {
    Path directory = DATABASES.copy();
    Path programs = programs(directory);
    Files.delete(programs.resolve("bin").resolve("pg_ctl"));
    EmbeddedPostgres.join(directory).close();
    Path extension = programs.resolve("lib").resolve("postgresql").resolve("pg_trgm.so");
    Files.delete(extension); // other directories have this file, too
    Files.write(extension, new byte[1000]);
    try (var postgres = EmbeddedPostgres.start(directory)) {
      assertEquals(List.of("before"), TestDatabases.saved(postgres));
      TestDatabases.execute(postgres, "create extension pg_trgm");
    }
  }

  @Test
  void installedProgramsAreRunWhereTheyAre() throws Exception {
    Path directory = DATABASES.copy();
    Path installed = DATABASES.top().resolve("installed");
    Files.move(programs(directory), installed);
    System.setProperty(PostgresBinaries.INSTALLED, installed.toString());
    try {
      try (var server = EmbeddedPostgres.start(directory);
          var command = EmbeddedPostgres.join(directory)) {
        assertEquals(List.of("before"), TestDatabases.saved(server));
        assertEquals(server.jdbcUrl(), command.jdbcUrl());
      }
      assertTrue(TestDatabases.postmaster(directory).isEmpty());
      assertFalse(Files.exists(programs(directory)));
    } finally {
      System.clearProperty(PostgresBinaries.INSTALLED);
    }
  }

  @Test
  void installedProgramsThatTheUserOfPostgresCannotReachAreCopied() throws Exception {
    assumeTrue(EmbeddedPostgres.amRoot());
    Path directory = DATABASES.copy();
    Path closed = Files.createDirectory(DATABASES.top().resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    Path installed = closed.resolve("postgresql");
    Files.move(programs(directory), installed);
    System.setProperty(PostgresBinaries.INSTALLED, installed.toString());
    try (var postgres = EmbeddedPostgres.start(directory)) {
      assertEquals(List.of("before"), TestDatabases.saved(postgres));
      assertTrue(Files.exists(programs(directory)));
    } finally {
      System.clearProperty(PostgresBinaries.INSTALLED);
    }
  }

  private static Path programs(Path directory) {
    return directory.resolve("postgresql-" + PostgresBinaries.VERSION);
  }

  @Test
  void aFirstStartKilledWhileItMadeTheDataIsRepeated() throws Exception {
    Path directory = Files.createDirectory(DATABASES.top().resolve("first-start"));
    try (var server = LinkholdProcess.startingServer(directory)) {
      Patience.await("the making of the data", () -> !unfinished(directory).isEmpty());
      server.kill();
    }
    assertFalse(Files.exists(directory.resolve("cluster")));
    try (var postgres = EmbeddedPostgres.start(directory)) {
      assertEquals(List.of("linkhold"), TestDatabases.query(postgres, "select current_database()"));
    }
    Patience.await(
        "a tidy directory",
        () -> {
          EmbeddedPostgres.start(directory).close();
          return unfinished(directory).isEmpty();
        });
  }

  @Test
  void aStartCutShortBeforeTheRoleWasThereIsFinishedByTheNext() throws Exception {
    Path directory = DATABASES.copy();
    try (var postgres = EmbeddedPostgres.start(directory);
        var superuser = TestDatabases.connectAsSuperuser(postgres, directory)) {
      TestDatabases.execute(superuser, "drop database linkhold");
    }
    try (var postgres = EmbeddedPostgres.start(directory);
        var superuser = TestDatabases.connectAsSuperuser(postgres, directory)) {
      TestDatabases.execute(postgres, "select 1");
      TestDatabases.execute(superuser, "drop database linkhold");
      TestDatabases.execute(superuser, "drop role linkhold");
    }
    try (var postgres = EmbeddedPostgres.start(directory)) {
      TestDatabases.execute(postgres, "create table made_by_the_owner ()");
    }
  }

  @Test
  void aLostPasswordIsReplaced() throws Exception {
    Path directory = DATABASES.copy();
    String lost = Files.readString(directory.resolve("password"));
    Files.delete(directory.resolve("password"));
    try (var postgres = EmbeddedPostgres.start(directory)) {
      assertEquals(List.of("before"), TestDatabases.saved(postgres));
    }
    assertNotEquals(lost, Files.readString(directory.resolve("password")));
  }

  @Test
  void aServerRevivesItsKilledPostgresWhereItWas() throws Exception {
    Path directory = DATABASES.copy();
    try (var postgres = EmbeddedPostgres.start(directory)) {
      TestDatabases.execute(postgres, "insert into saved values ('committed')");
      TestDatabases.kill(TestDatabases.postmaster(directory).orElseThrow());
      Patience.await(
          "the revived database",
          () -> TestDatabases.saved(postgres).equals(List.of("before", "committed")));
    }
    assertTrue(TestDatabases.postmaster(directory).isEmpty());
  }

  @Test
  void sessionsThatOutliveAKilledPostmasterAreWaitedFor() throws Exception {
    Path directory = DATABASES.copy();
    try (var postgres = EmbeddedPostgres.join(directory);
        var busy = TestDatabases.connect(postgres);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var counting =
          executor.submit(
              () -> TestDatabases.query(busy, "select count(*) from generate_series(1, 5000000)"));
      Patience.await(
          "the query under way",
          () ->
              TestDatabases.query(
                      postgres,
                      "select 1 from pg_stat_activity"
                          + " where state = 'active' and query like '%generate_series(1, 5%'"
                          + " and pid <> pg_backend_pid()")
                  .equals(List.of("1")));
      TestDatabases.kill(TestDatabases.postmaster(directory).orElseThrow());
      assertFalse(counting.isDone());
      try (var next = EmbeddedPostgres.start(directory)) {
        assertTrue(counting.isDone());
        assertEquals(List.of("before"), TestDatabases.saved(next));
        assertEquals(postgres.jdbcUrl(), next.jdbcUrl());
      }
    }
  }

  @Test
  void whatAKilledServerLeftRunningIsTakenOver() throws Exception {
    Path directory = DATABASES.copy();
    ProcessHandle left;
    try (var server = LinkholdProcess.server(directory)) {
      left = TestDatabases.postmaster(directory).orElseThrow();
      TestDatabases.assertRefused(directory, "process " + server.pid());
      try (var joined = EmbeddedPostgres.join(directory)) {
        TestDatabases.execute(joined, "insert into saved values ('joined')");
      }
      assertFalse(TestDatabases.isGone(left));
      server.kill();
    }
    assertFalse(TestDatabases.isGone(left));
    try (var next = EmbeddedPostgres.start(directory)) {
      assertEquals(List.of("before", "joined"), TestDatabases.saved(next));
      Patience.await("the end of what was left", () -> TestDatabases.isGone(left));
    }
  }

  @Test
  void aCommandKeepsItsDatabaseWhenTheServerIsKilled() throws Exception {
    Path directory = DATABASES.copy();
    try (var server = LinkholdProcess.server(directory);
        var command = EmbeddedPostgres.join(directory);
        var connection = TestDatabases.connect(command)) {
      server.kill();
      try (var next = EmbeddedPostgres.start(directory)) {
        assertEquals(command.jdbcUrl(), next.jdbcUrl());
      }
      TestDatabases.execute(connection, "insert into saved values ('still here')");
    }
    assertTrue(TestDatabases.postmaster(directory).isEmpty());
  }

  @Test
  void aCommandStartsTheDatabaseAndStopsItAgain() throws Exception {
    Path directory = DATABASES.copy();
    ProcessHandle postmaster;
    try (var postgres = EmbeddedPostgres.join(directory)) {
      assertEquals(List.of("before"), TestDatabases.saved(postgres));
      postmaster = TestDatabases.postmaster(directory).orElseThrow();
    }
    Patience.await("the end of PostgreSQL", () -> TestDatabases.isGone(postmaster));
  }

  @Test
  void commandsAtTheSameTimeShareTheDatabaseAndTheLastStopsIt() throws Exception {
    Path directory = DATABASES.copy();
    List<Callable<Void>> commands = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      commands.add(() -> {
        try (var postgres = EmbeddedPostgres.join(directory)) {
          TestDatabases.execute(postgres, "insert into saved values ('command')");
        }
        return null;
      });
    }
    try (var executor = Executors.newVirtualThreadPerTaskExecutor();
        var other = LinkholdProcess.command(directory);
        var another = LinkholdProcess.command(directory)) {
      for (var command : executor.invokeAll(commands)) {
        command.get();
      }
      assertEquals(0, other.awaitExit());
      assertEquals(0, another.awaitExit());
    }
    assertTrue(TestDatabases.postmaster(directory).isEmpty());
    try (var postgres = EmbeddedPostgres.join(directory)) {
      assertEquals(9, TestDatabases.saved(postgres).size());
    }
  }

  @Test
  void aProcessIdThatNowBelongsToAnotherProgramIsNotTakenForPostgres() throws Exception {
    Path directory = DATABASES.copy();
    Process other = new ProcessBuilder("sleep", "600").start();
    try {
      Path cluster = directory.resolve("cluster");
      Files.writeString(
          cluster.resolve("postmaster.pid"),
          "%d\n%s\n1795436572\n5432\n\n127.0.0.1\n  9986084  9\nready   \n"
              .formatted(other.pid(), cluster));
      try (var postgres = EmbeddedPostgres.start(directory)) {
        assertEquals(List.of("before"), TestDatabases.saved(postgres));
      }
      assertTrue(other.isAlive());
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void anEmptyProcessFileIsNoObstacle() throws Exception {
    Path directory = DATABASES.copy();
    Files.createFile(directory.resolve("cluster").resolve("postmaster.pid"));
    try (var postgres = EmbeddedPostgres.start(directory)) {
      assertEquals(List.of("before"), TestDatabases.saved(postgres));
    }
  }

  @Test
  void aDamagedProcessFileIsNamed() throws Exception {
    Path directory = DATABASES.copy();
    Path file = directory.resolve("cluster").resolve("postmaster.pid");
    Files.writeString(file, "\0\0\0\0garbage\n");
    TestDatabases.assertRefused(directory, file.toString());
  }

  @Test
  void postgresWithoutFsyncIsRefusedAndNotLeftRunning() throws Exception {
    Path directory = DATABASES.copy();
    Path settings = directory.resolve("cluster").resolve("postgresql.auto.conf");
    Files.write(
        settings,
        "fsync = off\nfull_page_writes = off\n".getBytes(UTF_8),
        StandardOpenOption.APPEND);
    TestDatabases.assertRefused(directory, "fsync is off, full_page_writes is off");
    assertTrue(TestDatabases.postmaster(directory).isEmpty());
  }

  @Test
  void aRoleThatDoesNotWaitForItsCommitsIsRefused() throws Exception {
    Path directory = DATABASES.copy();
    try (var postgres = EmbeddedPostgres.start(directory)) {
      TestDatabases.execute(postgres, "alter role linkhold set synchronous_commit = off");
      assertThrows(EmbeddedPostgresException.class, () -> EmbeddedPostgres.join(directory));
    }
    TestDatabases.assertRefused(directory, "synchronous_commit is off");
  }

  @Test
  void dataOfAnotherMajorVersionAreRefusedWithTheWayToMoveThem() throws Exception {
    Path directory = DATABASES.copy();
    Files.writeString(directory.resolve("cluster").resolve("PG_VERSION"), "17\n");
    TestDatabases.assertRefused(directory, "holds data of PostgreSQL 17");
    TestDatabases.assertRefused(directory, "linkhold backup FILE");
    TestDatabases.assertRefused(directory, "linkhold restore FILE");
  }

  @Test
  void settingsThatPostgresDoesNotUnderstandAreReportedInItsWords() throws Exception {
    Path directory = DATABASES.copy();
    Path settings = directory.resolve("cluster").resolve("postgresql.conf");
    Files.write(settings, "shared_bufers = 1GB\n".getBytes(UTF_8), StandardOpenOption.APPEND);
    TestDatabases.assertRefused(directory, "FATAL:  configuration file");
  }

  @Test
  void aTakenPortIsReplacedByAnother() throws Exception {
    Path directory = DATABASES.copy();
    int port;
    try (var postgres = EmbeddedPostgres.start(directory)) {
      port = port(postgres);
    }
    try (var taken = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
        var postgres = EmbeddedPostgres.start(directory)) {
      assertNotEquals(taken.getLocalPort(), port(postgres));
      assertEquals(List.of("before"), TestDatabases.saved(postgres));
    }
  }

  @Test
  void programsOfAnotherVersionAreCleanedUpAndItsOwnAreKept() throws Exception {
    Path directory = DATABASES.copy();
    Path own = directory.resolve("postgresql-" + PostgresBinaries.VERSION);
    Object before = Files.getAttribute(own, "fileKey");
    Path old = directory.resolve("postgresql-18.0.0");
    Files.createDirectories(old.resolve("bin"));
    EmbeddedPostgres.start(directory).close();
    assertFalse(Files.exists(old));
    assertEquals(before, Files.getAttribute(own, "fileKey"));
  }

  private static List<Path> unfinished(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.filter(entry -> entry.toString().contains(".new-")).toList();
    }
  }

  private static int port(EmbeddedPostgres postgres) throws SQLException {
    return Integer.parseInt(TestDatabases.query(postgres, "show port").getFirst());
  }
}
