package linkhold.persistence;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import linkhold.domain.Patience;

/** A PostgreSQL and a hot standby of it, which receives its changes as a stream. */
final class TestReplica implements AutoCloseable {

  /** Files that a copy of a data directory does not need. */
  private static final Set<String> NOT_COPIED =
      Set.of("postmaster.pid", "postmaster.opts", "epg-lock");

  private final Path folder;
  private final EmbeddedPostgres primary;
  private final EmbeddedPostgres standby;

  /**
   * Starts both.
   *
   * @param delay how long the standby waits with each change, such as {@code 20ms}
   */
  TestReplica(String delay) {
    try {
      folder = Files.createTempDirectory("replica");
      primary = start("primary");
      Path copied = folder.resolve("standby");
      copy(folder.resolve("primary"), copied);
      Files.writeString(
          copied.resolve("postgresql.auto.conf"),
          """
          primary_conninfo = 'host=127.0.0.1 port=%d user=postgres'
          recovery_min_apply_delay = '%s'
          """
              .formatted(primary.getPort(), delay));
      Files.createFile(copied.resolve("standby.signal"));
      standby = start("standby");
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("No replica.", e);
    }
  }

  private EmbeddedPostgres start(String name) throws IOException {
    return TestPostgres.embedded()
        .setDataDirectory(folder.resolve(name))
        .setCleanDataDirectory(false)
        .setServerConfig("max_connections", "100")
        .start();
  }

  /** Copies the data directory of the primary while it runs, as an online backup does. */
  private void copy(Path from, Path to) throws IOException, SQLException {
    try (Connection connection = connect(primary);
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_backup_start('standby', true)");
      Files.walkFileTree(from, new Copy(from, to));
      Files.createDirectory(to.resolve("pg_wal"));
      try (ResultSet row = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
        row.next();
        Files.writeString(to.resolve("backup_label"), row.getString(1));
      }
    }
  }

  private static final class Copy extends SimpleFileVisitor<Path> {

    private final Path from;
    private final Path to;

    Copy(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      if (directory.endsWith("pg_wal")) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      Path copy = Files.createDirectory(to.resolve(from.relativize(directory)));
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (!NOT_COPIED.contains(file.getFileName().toString())) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE; // the server has removed it meanwhile
      }
      throw failure;
    }
  }

  /** The database of the primary. */
  DatabaseSettings primary() {
    return settings(primary);
  }

  /** The same database, of the standby. */
  DatabaseSettings standby() {
    return settings(standby);
  }

  private static DatabaseSettings settings(EmbeddedPostgres server) {
    return DatabaseSettings.of(server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
  }

  /** Lets the standby fall behind. */
  void pause() throws SQLException {
    execute(standby, "select pg_wal_replay_pause()");
    Patience.await(
        "a pause", () -> value(standby, "select pg_get_wal_replay_pause_state()").equals("paused"));
  }

  /** Lets the standby go on. */
  void resume() throws SQLException {
    execute(standby, "select pg_wal_replay_resume()");
  }

  /** Waits until the standby has everything that the primary has at this moment. */
  void awaitStandby() throws SQLException {
    String end = value(primary, "select pg_current_wal_insert_lsn()");
    Patience.await(
        "the standby",
        () ->
            value(standby, "select pg_last_wal_replay_lsn() >= '" + end + "'::pg_lsn").equals("t"));
  }

  private static void execute(EmbeddedPostgres server, String command) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  private static String value(EmbeddedPostgres server, String query) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private static Connection connect(EmbeddedPostgres server) throws SQLException {
    return DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
  }

  @Override
  public void close() {
    try (primary;
        standby) {
      // Both are stopped first.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
