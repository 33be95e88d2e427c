package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import linkhold.app.postgres.DataDirectory;
import linkhold.app.postgres.EmbeddedPostgres;
import linkhold.app.postgres.EmbeddedPostgresException;
import linkhold.domain.Patience;
import linkhold.persistence.RunningPostgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Data directories for tests, in a temporary directory that every user can reach. They are copies
 * of two that are made once for all test classes of a process, in the way that a person makes one.
 * PostgreSQL's programs in them are links to the same files, which tests may delete and must not
 * write to.
 *
 * <p>Databases for tests that need no data directory are all of one server.
 *
 * <p>When there is a {@link RunningPostgres}, servers and commands use a database of it instead of
 * their data directory: the same one for the same directory. Tests of the embedded PostgreSQL
 * itself call {@link #requireEmbedded}.
 */
public final class TestDatabases implements AfterAllCallback {

  private static final Path ORIGINALS = newDirectory();

  /** As on a Mac, and in the home of someone with an accent. */
  private static final Path BLANK =
      ORIGINALS.resolve("Léa's Application Support").resolve("linkhold");

  private static final Path FILLED = ORIGINALS.resolve("filled");

  /** PostgreSQL's programs, which are the same in each. */
  private static final Path PROGRAMS = ORIGINALS.resolve("programs");

  private static final Path SERVED = ORIGINALS.resolve("served");

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(TestDatabases::end));
  }

  /** The databases instead of data directories. */
  private static final Map<Path, TestDatabase> IN_PLACE = new ConcurrentHashMap<>();

  private static final AtomicInteger DATABASES = new AtomicInteger();

  /** The server of the databases without a data directory, once there is one. */
  private static @Nullable EmbeddedPostgres server;

  private static boolean blankIsMade;
  private static boolean filledIsMade;

  private final Path top = newDirectory();
  private int copies;

  private static Path newDirectory() {
    try {
      Path directory = Files.createTempDirectory("linkhold-test").toRealPath();
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized void end() {
    try {
      if (server != null) {
        server.close();
      }
      DataDirectory.delete(ORIGINALS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    IN_PLACE
        .entrySet()
        .removeIf(entry -> {
          boolean own = entry.getKey().startsWith(top);
          if (own) {
            entry.getValue().close();
          }
          return own;
        });
    DataDirectory.delete(top);
  }

  /**
   * Skips a test when there is a {@link RunningPostgres}.
   *
   * @param reason what the test needs an embedded PostgreSQL for
   */
  static void requireEmbedded(String reason) {
    assumeFalse(RunningPostgres.isThere(), reason);
  }

  /** A new empty database, whose server runs. */
  TestDatabase start() throws IOException, SQLException, InterruptedException {
    return RunningPostgres.isThere() ? newOfRunning() : newOfServer();
  }

  private static TestDatabase newOfRunning() {
    return TestDatabase.ofRunning(
        "it" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet());
  }

  private static synchronized TestDatabase newOfServer()
      throws IOException, SQLException, InterruptedException {
    if (server == null) {
      makeBlank();
      server = EmbeddedPostgres.start(copy(BLANK, SERVED));
    }
    EmbeddedPostgres postgres = server;
    String name = "linkhold_" + DATABASES.incrementAndGet();
    asSuperuser(postgres, "create database " + name + " owner " + postgres.user());
    return new TestDatabase(
        postgres.jdbcUrl().replace("/linkhold?", "/" + name + "?"),
        postgres.user(),
        postgres.password(),
        () -> asSuperuser(postgres, "drop database " + name + " with (force)"));
  }

  private static void asSuperuser(EmbeddedPostgres postgres, String sql) {
    try (Connection connection = connectAsSuperuser(postgres, SERVED)) {
      execute(connection, sql);
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The database instead of a data directory, if there is a {@link RunningPostgres}. */
  static Optional<TestDatabase> inPlaceOf(Path directory) {
    return RunningPostgres.isThere()
        ? Optional.of(IN_PLACE.computeIfAbsent(directory, _ -> newOfRunning()))
        : Optional.empty();
  }

  /** A path for a new directory. */
  public Path top() {
    return top;
  }

  /** A data directory of its own, stopped, with nothing in its database. */
  Path blank() throws IOException, InterruptedException {
    if (RunningPostgres.isThere()) {
      return top.resolve(nextName());
    }
    makeBlank();
    return copy(BLANK, nextName());
  }

  /**
   * A data directory of its own, stopped. Its database has a table {@code saved} with one row,
   * {@code before}.
   */
  public Path copy() throws IOException, SQLException, InterruptedException {
    makeFilled();
    return copy(FILLED, nextName());
  }

  private static synchronized void makeBlank() throws IOException {
    if (!blankIsMade) {
      EmbeddedPostgres.start(BLANK).close();
      Path programs = programs(BLANK);
      Files.createDirectory(PROGRAMS);
      Files.move(programs, PROGRAMS.resolve(programs.getFileName()));
      blankIsMade = true;
    }
  }

  private static synchronized void makeFilled()
      throws IOException, SQLException, InterruptedException {
    if (!filledIsMade) {
      makeBlank();
      copy(BLANK, FILLED);
      try (var postgres = EmbeddedPostgres.start(FILLED)) {
        execute(postgres, "create table saved (word text)");
        execute(postgres, "insert into saved values ('before')");
      }
      DataDirectory.delete(programs(FILLED));
      filledIsMade = true;
    }
  }

  /** The folder of PostgreSQL's programs in a directory. */
  private static Path programs(Path directory) throws IOException {
    try (var found = Files.newDirectoryStream(directory, "postgresql-*")) {
      return found.iterator().next();
    }
  }

  private Path nextName() {
    copies++;
    return top.resolve("copy" + copies);
  }

  private static Path copy(Path original, Path copy) throws IOException, InterruptedException {
    var cp = new ProcessBuilder("cp", "-a", original.toString(), copy.toString()).start();
    if (cp.waitFor() != 0) {
      throw new IOException("cp ended with " + cp.exitValue());
    }
    linkPrograms(copy);
    return copy;
  }

  /** Gives a data directory the programs, each file of which stays one and the same. */
  private static void linkPrograms(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(programs(PROGRAMS))) {
      for (Path path : paths.toList()) {
        Path target = directory.resolve(PROGRAMS.relativize(path));
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectory(target);
          Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(path));
        } else {
          Files.createLink(target, path);
        }
      }
    }
  }

  public static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }

  public static Connection connectAsSuperuser(EmbeddedPostgres postgres, Path directory)
      throws IOException, SQLException {
    String password = Files.readString(directory.resolve("superuser-password")).strip();
    String url = postgres.jdbcUrl().replace("/linkhold?", "/postgres?");
    return DriverManager.getConnection(url, "postgres", password);
  }

  static void execute(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect()) {
      execute(connection, sql);
    }
  }

  public static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres)) {
      execute(connection, sql);
    }
  }

  public static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the answer. */
  static List<String> query(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect()) {
      return query(connection, sql);
    }
  }

  /** The first column of the answer. */
  public static List<String> query(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres)) {
      return query(connection, sql);
    }
  }

  public static List<String> query(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      List<String> answer = new ArrayList<>();
      while (rows.next()) {
        answer.add(rows.getString(1));
      }
      return answer;
    }
  }

  public static List<String> saved(EmbeddedPostgres postgres) throws SQLException {
    return query(postgres, "select word from saved order by word");
  }

  /** Starts a server that must be refused, with the reason and the directory in the message. */
  public static void assertRefused(Path directory, String reason) {
    String refusal =
        assertThrows(EmbeddedPostgresException.class, () -> EmbeddedPostgres.start(directory))
            .toString();
    assertTrue(refusal.contains(reason), refusal);
    assertTrue(refusal.contains(directory.toString()), refusal);
  }

  /** The process that serves the data directory, by PostgreSQL's own file. */
  public static Optional<ProcessHandle> postmaster(Path directory) throws IOException {
    Path file = directory.resolve("cluster").resolve("postmaster.pid");
    return Files.exists(file)
        ? ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst()))
        : Optional.empty();
  }

  /** Kills a process as {@code kill -9} does, and waits until it is gone. */
  public static void kill(ProcessHandle process) {
    process.destroyForcibly();
    Patience.await("the end of process " + process.pid(), () -> isGone(process));
  }

  /** Whether a process has ended. One that ended unnoticed by its parent has ended, too. */
  public static boolean isGone(ProcessHandle process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "stat");
    return !process.isAlive()
        || (Files.exists(status) && Files.readString(status).contains(") Z "));
  }
}
