package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import linkhold.app.postgres.OldestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The way from a Linkhold that brings one major version of PostgreSQL to one with the next. */
final class LinkholdUpgradeIT {

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @Test
  void aLibraryMovesToTheNextPostgresByTheTwoCommandsOfTheMessage() throws Exception {
    TestDatabases.requireEmbedded("It is about the embedded PostgreSQL of two versions.");
    OldestPostgres oldest = new OldestPostgres(DATABASES.top().resolve("oldest"));
    Path directory = DATABASES.top().resolve("library");
    String place = directory.toString();
    oldest.initialise(directory);
    List<String> saved;
    try (RunningLinkhold old = old(oldest, "--port", "0", "--data-dir", place)) {
      old.awaitReady();
      assertEquals(200, old.save("https://a.example/"));
      assertEquals(200, old.save("https://b.example/"));
      saved = old.list();
    }
    for (String command : List.of("serve", "purge")) {
      try (RunningLinkhold refused = run(command, "--data-dir", place)) {
        assertEquals(1, refused.awaitExit());
        assertTrue(
            refused.errors().contains("holds data of PostgreSQL 14, and this Linkhold brings"),
            refused.errors());
        assertTrue(refused.errors().contains("linkhold backup FILE"), refused.errors());
        assertTrue(refused.errors().contains("linkhold restore FILE"), refused.errors());
      }
    }
    String file = DATABASES.top().resolve("library.backup").toString();
    try (RunningLinkhold backup = old(oldest, "backup", file, "--data-dir", place)) {
      assertEquals(0, backup.awaitExit(), backup::errors);
    }
    Files.move(directory, DATABASES.top().resolve("library-of-14"));
    try (RunningLinkhold restore = run("restore", file, "--data-dir", place)) {
      assertEquals(0, restore.awaitExit(), restore::errors);
    }
    try (RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), directory)) {
      assertEquals(saved, server.list());
    }
  }

  private static RunningLinkhold old(OldestPostgres oldest, String... arguments) {
    return RunningLinkhold.launchBy(oldest.linkhold(), DATABASES.top(), arguments);
  }

  private static RunningLinkhold run(String... arguments) {
    return RunningLinkhold.launch(DATABASES.top(), Map.of(), arguments);
  }
}
