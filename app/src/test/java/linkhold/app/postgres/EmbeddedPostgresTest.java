package linkhold.app.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import linkhold.app.TestDatabases;
import linkhold.domain.Patience;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A running embedded PostgreSQL, seen from outside. */
final class EmbeddedPostgresTest {

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  private static Path directory = Path.of("");
  private static EmbeddedPostgres postgres = unset();

  @SuppressWarnings("NullAway") // Set before the first test.
  private static EmbeddedPostgres unset() {
    return null;
  }

  @BeforeAll
  static void start() throws Exception {
    directory = DATABASES.copy();
    postgres = EmbeddedPostgres.start(directory);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @Test
  void commitsAreDurable() throws SQLException {
    assertEquals(List.of("on"), query("show fsync"));
    assertEquals(List.of("on"), query("show synchronous_commit"));
    assertEquals(List.of("on"), query("show full_page_writes"));
    assertEquals(List.of("on"), query("show data_checksums"));
  }

  @Test
  void theRoleIsNoSuperuserAndMayCreateTheExtensionsThatAreTrusted() throws SQLException {
    assertEquals(List.of("f"), query("select rolsuper from pg_roles where rolname = current_user"));
    TestDatabases.execute(postgres, "create extension if not exists pg_trgm");
    TestDatabases.execute(postgres, "create extension btree_gin");
  }

  @Test
  void lettersOfEveryScriptAreLetters() throws SQLException {
    assertEquals(List.of("ÉTÉ ПРИВЕТ"), query("select upper('été привет')"));
    TestDatabases.execute(postgres, "create extension if not exists pg_trgm");
    assertEquals(List.of("7"), query("select cardinality(show_trgm('привет'))"));
  }

  @Test
  void postgresDoesNotRunAsRoot() throws IOException {
    String user = TestDatabases.postmaster(directory).orElseThrow().info().user().orElseThrow();
    assertNotEquals("root", user);
  }

  @Test
  void nobodyElseEntersTheDirectoryOrReadsTheSecrets() throws IOException {
    assertEquals("rwx------", permissions(""));
    assertEquals("rwx------", permissions("cluster"));
    assertEquals("rw-------", permissions("password"));
    assertEquals("rw-------", permissions("superuser-password"));
    assertEquals("rw-------", permissions("server.lock"));
    // Of the user who runs Linkhold, whom PostgreSQL's may differ from.
    assertEquals(
        System.getProperty("user.name"), Files.getOwner(directory.resolve("password")).getName());
    assertEquals(43, Files.readString(directory.resolve("password")).strip().length());
    assertNotEquals(
        Files.readString(directory.resolve("password")),
        Files.readString(directory.resolve("superuser-password")));
  }

  @Test
  void aWrongPasswordIsRefused() {
    for (String user : List.of("linkhold", "postgres")) {
      var refused =
          assertThrows(
              SQLException.class,
              () -> DriverManager.getConnection(postgres.jdbcUrl(), user, "wrong"));
      assertEquals("28P01", refused.getSQLState());
    }
  }

  @Test
  void passwordsAreProvedByScram() throws Exception {
    try (var superuser = TestDatabases.connectAsSuperuser(postgres, directory)) {
      assertEquals(
          List.of("SCRAM-SHA-256", "SCRAM-SHA-256"),
          TestDatabases.query(
              superuser,
              "select split_part(rolpassword, '$', 1) from pg_authid where rolcanlogin"));
      assertEquals(
          List.of("scram-sha-256"),
          TestDatabases.query(superuser, "select distinct auth_method from pg_hba_file_rules"));
    }
  }

  @Test
  void itAcceptsConnectionsOverLoopbackOnly() throws Exception {
    try (var superuser = TestDatabases.connectAsSuperuser(postgres, directory)) {
      assertEquals(List.of("127.0.0.1"), TestDatabases.query(superuser, "show listen_addresses"));
      assertEquals(List.of(""), TestDatabases.query(superuser, "show unix_socket_directories"));
    }
  }

  @Test
  void aSecondServerIsRefusedWithTheProcessOfTheFirst() {
    TestDatabases.assertRefused(directory, "process " + ProcessHandle.current().pid());
  }

  @Test
  void aCommandJoinsTheServersDatabaseAndLeavesItRunning() throws SQLException {
    try (var joined = EmbeddedPostgres.join(directory)) {
      assertEquals(postgres.jdbcUrl(), joined.jdbcUrl());
      assertEquals(List.of("before"), TestDatabases.saved(joined));
    }
    assertEquals(List.of("before"), TestDatabases.saved(postgres));
  }

  @Test
  void ctrlCDoesNotReachPostgres() throws Exception {
    long postmaster = TestDatabases.postmaster(directory).orElseThrow().pid();
    assertNotEquals(processGroup(ProcessHandle.current().pid()), processGroup(postmaster));
  }

  @Test
  void itLogsIntoItsDirectory() throws Exception {
    assertThrows(SQLException.class, () -> query("select * from no_such_table"));
    Path logs = directory.resolve("cluster").resolve("log");
    Patience.await(
        "the failed statement in the log",
        () -> {
          try (var files = Files.list(logs)) {
            return Files.readString(files.findFirst().orElseThrow()).contains("no_such_table");
          }
        });
  }

  private static List<String> query(String sql) throws SQLException {
    return TestDatabases.query(postgres, sql);
  }

  private static String permissions(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file)));
  }

  private static String processGroup(long pid) throws IOException {
    Process ps = new ProcessBuilder("ps", "-o", "pgid=", "-p", Long.toString(pid)).start();
    try (var output = ps.inputReader()) {
      return output.readLine().strip();
    }
  }
}
