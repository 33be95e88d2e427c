package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Backups by the packaged program: made beside a running server, put back into another directory.
 */
final class LinkholdBackupIT {

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  /** What a command left. */
  private record Run(int exitCode, String output, String errors) {}

  @Test
  void whatARunningServerHasComesBackInAnotherDirectory() throws Exception {
    Path directory = DATABASES.blank();
    Path file = DATABASES.top().resolve("library.backup");
    List<String> saved;
    try (RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), directory)) {
      assertEquals(200, server.save("https://a.example/"));
      assertEquals(200, server.save("https://b.example/"));
      saved = server.list();
      Run backup = run(directory, "backup", file.toString());
      assertEquals(0, backup.exitCode(), backup.errors());
      assertTrue(backup.errors().startsWith("Backed up 1 account, 2 links"), backup.errors());
      Run refused = run(directory, "restore", file.toString(), "--replace");
      assertEquals(1, refused.exitCode(), refused.errors());
      assertTrue(refused.errors().contains("stop it"), refused.errors());
      assertEquals(200, server.save("https://later.example/"));
    }
    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
    Run whole = run(directory, "backup", "--verify", file.toString());
    assertEquals(0, whole.exitCode(), whole.errors());

    Run occupied = run(directory, "restore", file.toString());
    assertEquals(1, occupied.exitCode(), occupied.errors());
    assertTrue(occupied.errors().contains("--replace"), occupied.errors());

    Path other = DATABASES.top().resolve("restored");
    assertEquals(0, run(other, "restore", file.toString()).exitCode());
    try (RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), other)) {
      assertEquals(saved, server.list());
    }
    assertEquals(0, run(directory, "restore", file.toString(), "--replace").exitCode());
    try (RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), directory)) {
      assertEquals(saved, server.list());
    }
  }

  @Test
  void aFileThatIsNoWholeBackupMakesNoDirectory() throws Exception {
    Path cut = Files.writeString(DATABASES.top().resolve("cut.backup"), "(not a backup)");
    Path directory = DATABASES.top().resolve("never-made");
    Run refused = run(directory, "restore", cut.toString());
    assertEquals(1, refused.exitCode(), refused.errors());
    Run missing = run(directory, "restore", DATABASES.top().resolve("missing").toString());
    assertEquals(1, missing.exitCode(), missing.errors());
    assertTrue(missing.errors().contains("There is no "), missing.errors());
    assertFalse(Files.exists(directory));
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
      TestDatabases.await("a first backup", () -> !files(backups).isEmpty());
      Path first = files(backups).getFirst();
      TestDatabases.await("the end of the oldest", () -> !files(backups).contains(first));
      TestDatabases.await("only two", () -> files(backups).size() <= 2);
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
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data-dir", directory.toString()));
    try (var command =
        RunningLinkhold.launch(DATABASES.top(), Map.of(), all.toArray(String[]::new))) {
      int exitCode = command.awaitExit();
      return new Run(exitCode, command.output(), command.errors());
    }
  }
}
