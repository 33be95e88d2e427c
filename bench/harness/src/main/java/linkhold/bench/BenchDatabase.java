package linkhold.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import linkhold.persistence.Database;
import linkhold.persistence.DatabaseSettings;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL that all servers are measured on: the one that Linkhold brings, without Linkhold,
 * or one whose URL is given.
 */
final class BenchDatabase implements AutoCloseable {

  /** PostgreSQL counts what a session has written a second later at most. */
  private static final Duration REST = Duration.ofSeconds(3);

  private static final String WRITTEN =
      "select tup_inserted + tup_updated + tup_deleted from pg_stat_database"
          + " where datname = current_database()";

  private static final String VACUUMS =
      "select count(*) from pg_stat_activity where backend_type = 'autovacuum worker'";

  private static final List<String> DURABILITY =
      List.of("fsync", "synchronous_commit", "full_page_writes");

  private static final String PARAMETERS = "?sslmode=disable";

  private final Address address;
  private final @Nullable ProcessHandle postgres;

  private BenchDatabase(Address address, @Nullable ProcessHandle postgres) {
    this.address = address;
    this.postgres = postgres;
  }

  /** The address of a database, and the user and password for it. */
  record Address(
      String host, int port, String name, String user, String password, String parameters) {

    String jdbcUrl() {
      return "jdbc:postgresql://" + host + ":" + port + "/" + name + parameters;
    }

    String uri() {
      return "postgresql://" + host + ":" + port + "/" + name;
    }

    /** The same database through {@code otherPort} of this machine. */
    Address by(int otherPort) {
      return new Address("127.0.0.1", otherPort, name, user, password, parameters);
    }

    /** The same database, to which the driver is to send values as texts. */
    Address withTextsOnly() {
      return new Address(host, port, name, user, password, parameters + "&binaryTransfer=false");
    }
  }

  /**
   * The PostgreSQL that Linkhold brings, with data in {@code directory}. Linkhold makes the data
   * and starts it; then Linkhold is killed, which leaves PostgreSQL running.
   */
  static BenchDatabase embedded(Linkhold linkhold, Path directory)
      throws IOException, InterruptedException {
    linkhold.embedded(directory).close();
    Path cluster = directory.resolve("cluster");
    // Room for all servers and pgbench at once.
    Files.writeString(
        cluster.resolve("postgresql.conf"), "\nmax_connections = 200\n", StandardOpenOption.APPEND);
    linkhold.embedded(directory).kill();
    List<String> running = Files.readAllLines(cluster.resolve("postmaster.pid"));
    ProcessHandle postgres =
        ProcessHandle.of(Long.parseLong(running.getFirst().strip()))
            .orElseThrow(() -> new IOException("PostgreSQL does not run"));
    String password = Files.readString(directory.resolve("password")).strip();
    return new BenchDatabase(
        new Address(
            "127.0.0.1",
            Integer.parseInt(running.get(3).strip()),
            "linkhold",
            "linkhold",
            password,
            PARAMETERS),
        postgres);
  }

  /**
   * A PostgreSQL that runs already.
   *
   * @param url {@code postgresql://user:password@host:port/database}; the database is to be empty
   */
  static BenchDatabase at(URI url) {
    String[] user = String.valueOf(url.getUserInfo()).split(":", 2);
    return new BenchDatabase(
        new Address(
            url.getHost(),
            url.getPort() < 0 ? 5432 : url.getPort(),
            url.getPath().substring(1),
            user[0],
            user.length > 1 ? user[1] : "",
            PARAMETERS),
        null);
  }

  Address address() {
    return address;
  }

  /** Whether this program started it. */
  boolean isOwn() {
    return postgres != null;
  }

  /** Linkhold's own stores on this database, with the schema up to date. */
  Database stores() {
    Database stores =
        Database.open(
            DatabaseSettings.of(address.jdbcUrl(), address.user(), address.password())
                .withLimits(4, Duration.ofMinutes(5)),
            Clock.systemUTC());
    stores.migrate();
    return stores;
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
  }

  /** The number that a query returns. */
  long number(String query) throws SQLException {
    return answer(
        query,
        row -> {
          row.next();
          return row.getLong(1);
        });
  }

  /** The text that a query returns. */
  String text(String query) throws SQLException {
    return answer(
        query,
        row -> {
          row.next();
          return row.getString(1);
        });
  }

  /** How many rows a query returns. */
  long rows(String query) throws SQLException {
    return answer(
        query,
        rows -> {
          long count = 0;
          while (rows.next()) {
            count++;
          }
          return count;
        });
  }

  private <T> T answer(String query, Reading<T> reading) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return reading.of(rows);
    }
  }

  /** Reads the result of a query. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(ResultSet rows) throws SQLException;
  }

  void execute(String statement) throws SQLException {
    try (Connection connection = connect();
        Statement running = connection.createStatement()) {
      running.execute(statement);
    }
  }

  /** Waits until a server has written nothing for a while, and PostgreSQL vacuums nothing. */
  void awaitRest() throws SQLException, InterruptedException {
    long before = -1;
    long written = number(WRITTEN);
    while (written != before || number(VACUUMS) > 0) {
      before = written;
      Thread.sleep(REST);
      written = number(WRITTEN);
    }
  }

  /** Its description for the report, which says so when commits are not durable. */
  String description() throws SQLException {
    List<String> unsafe = new ArrayList<>();
    for (String setting : DURABILITY) {
      if (!text("show " + setting).equals("on")) {
        unsafe.add(setting + " is off");
      }
    }
    return "PostgreSQL "
        + text("show server_version")
        + (unsafe.isEmpty()
            ? ", durable (" + String.join(", ", DURABILITY) + " are on)"
            : ", NOT durable: " + String.join(", ", unsafe));
  }

  /** Stops the PostgreSQL that this program started. */
  @Override
  public void close() {
    if (postgres != null) {
      postgres.destroy();
      try {
        postgres.onExit().get(60, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        throw new IllegalStateException("PostgreSQL does not end", e);
      }
    }
  }
}
