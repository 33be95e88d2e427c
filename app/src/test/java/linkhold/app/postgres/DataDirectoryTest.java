package linkhold.app.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import linkhold.app.TestDatabases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class DataDirectoryTest {

  private static final Path HOME = Path.of("/home/ann");

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @Test
  void dataAreInTheSystemsUsualDirectory() {
    assertEquals(Path.of("/home/ann/.local/share/linkhold"), path(Map.of(), "Linux", false));
    assertEquals(Path.of("/var/lib/linkhold"), path(Map.of(), "Linux", true));
    assertEquals(
        Path.of("/home/ann/Library/Application Support/linkhold"),
        path(Map.of(), "Mac OS X", false));
    assertEquals(
        Path.of("/profile/linkhold"),
        path(Map.of("LOCALAPPDATA", "/profile"), "Windows 11", false));
  }

  @Test
  void xdgDataHomeDecidesWhenItIsAbsolute() {
    assertEquals(Path.of("/x/linkhold"), path(Map.of("XDG_DATA_HOME", "/x"), "Linux", false));
    assertEquals(Path.of("/x/linkhold"), path(Map.of("XDG_DATA_HOME", "/x"), "Linux", true));
    for (String ignored : new String[] {"", "relative/x"}) {
      assertEquals(
          Path.of("/home/ann/.local/share/linkhold"),
          path(Map.of("XDG_DATA_HOME", ignored), "Linux", false));
    }
  }

  @Test
  void aDirectoryWithOtherFilesIsLeftAlone() throws IOException {
    Path directory = Files.createDirectory(DATABASES.top().resolve("photos"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createFile(directory.resolve("cat.jpg"));
    TestDatabases.assertRefused(directory, "holds other files");
    assertEquals(
        "rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
  }

  @Test
  void aCommandMakesNoLibraryWhereThereIsNone() throws IOException {
    Path missing = DATABASES.top().resolve("mistyped");
    Path empty = Files.createDirectory(DATABASES.top().resolve("empty"));
    for (Path directory : List.of(missing, empty)) {
      String refusal =
          assertThrows(EmbeddedPostgresException.class, () -> EmbeddedPostgres.join(directory))
              .toString();
      assertTrue(refusal.contains("There is no Linkhold library in " + directory), refusal);
    }
    assertFalse(Files.exists(missing));
    try (var entries = Files.list(empty)) {
      assertEquals(List.of(), entries.toList());
    }
  }

  @Test
  void anOpenDirectoryIsClosedToOthers() throws IOException {
    Path directory = Files.createDirectory(DATABASES.top().resolve("open"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    DataDirectory.prepare(directory, true);
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
  }

  @Test
  void whatCannotBeADirectoryIsNamed() throws IOException {
    Path file = Files.createFile(DATABASES.top().resolve("file"));
    TestDatabases.assertRefused(file, "is not a directory");
    TestDatabases.assertRefused(file.resolve("data"), "cannot be used");
  }

  @Test
  void aPathThatAShellWouldReadIsRefused() {
    TestDatabases.assertRefused(DATABASES.top().resolve("$HOME"), "choose another");
  }

  @Test
  void aDirectoryThatPostgresCannotReachIsRefusedWithTheObstacle() throws IOException {
    assumeTrue(PostgresUser.amRoot(), "only root hands PostgreSQL to another user");
    Path locked =
        Files.createDirectory(
            DATABASES.top().resolve("locked"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    TestDatabases.assertRefused(locked.resolve("data"), "cannot enter " + locked);
  }

  private static Path path(Map<String, String> environment, String os, boolean root) {
    return DataDirectory.defaultPath(environment, os, HOME, root);
  }
}
