package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import linkhold.app.RunningLinkhold.Run;
import linkhold.app.postgres.EmbeddedPostgres;
import linkhold.domain.Patience;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Backups by the packaged program, made beside a running server. */
final class LinkholdBackupIT {

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @Test
  void aBackupThatIsKilledLeavesTheFileThatWasThere() throws Exception {
    TestDatabases.requireEmbedded("It sees the command wait in the tables of one PostgreSQL.");
    Path directory = DATABASES.blank();
    Path file = DATABASES.top().resolve("killed.backup");
    try (RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), directory)) {
      assertEquals(200, server.save("https://a.example/"));
      assertEquals(0, run(directory, "backup", file.toString()).exitCode());
      byte[] whole = Files.readAllBytes(file);
      try (EmbeddedPostgres postgres = EmbeddedPostgres.join(directory);
          Connection lock = lock(postgres, "links in access exclusive mode");
          RunningLinkhold backup =
              RunningLinkhold.command(DATABASES.top(), directory, "backup", file.toString())) {
        awaitWaiting(postgres);
        assertFalse(lock.isClosed());
        backup.kill();
      }
      assertArrayEquals(whole, Files.readAllBytes(file));
      assertEquals(200, server.save("https://b.example/"));
      Run backup = run(directory, "backup", file.toString());
      assertTrue(backup.errors().startsWith("Backed up 1 account, 2 links"), backup.errors());
    }
  }

  /** A connection that holds a lock on a table until it is closed. */
  static Connection lock(EmbeddedPostgres postgres, String table) throws Exception {
    Connection connection = TestDatabases.connect(postgres);
    connection.setAutoCommit(false);
    TestDatabases.execute(connection, "lock table " + table);
    return connection;
  }

  /** Until a backup or a restore waits for a lock. */
  static void awaitWaiting(EmbeddedPostgres postgres) {
    Patience.await(
        "a command to wait for the lock",
        () ->
            !TestDatabases.query(
                    postgres,
                    "select pid from pg_stat_activity where wait_event_type = 'Lock'"
                        + " and application_name = 'linkhold-backup'")
                .isEmpty());
  }

  @Test
  void aServerBacksUpByItselfAndKeepsTheNewest() throws Exception {
    Path directory = DATABASES.blank();
    Path backups = DATABASES.top().resolve("backups");
    try (RunningLinkhold server =
        RunningLinkhold.launch(
            DATABASES.top(),
            Map.of(
                "LINKHOLD_BACKUP_DIR", backups.toString(),
                "LINKHOLD_BACKUP_EVERY", "1s",
                "LINKHOLD_BACKUP_KEEP", "2"),
            "--port",
            "0",
            "--data-dir",
            directory.toString())) {
      server.awaitReady();
      Patience.await("a first backup", () -> !files(backups).isEmpty());
      Path first = files(backups).getFirst();
      Patience.await("the end of the oldest", () -> !files(backups).contains(first));
      Patience.await("only two", () -> files(backups).size() <= 2);
    }
    for (Path file : files(backups)) {
      assertEquals(0, run(directory, "backup", "--verify", file.toString()).exitCode());
    }
  }

  /** The backups that are complete, the oldest first. */
  private static List<Path> files(Path backups) throws IOException {
    if (!Files.isDirectory(backups)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(backups)) {
      return files.filter(file -> file.toString().endsWith(".backup")).sorted().toList();
    }
  }

  private static Run run(Path directory, String... arguments) throws InterruptedException {
    return RunningLinkhold.run(DATABASES.top(), directory, arguments);
  }
}
