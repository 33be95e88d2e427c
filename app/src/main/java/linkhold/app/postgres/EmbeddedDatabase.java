package linkhold.app.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Linkhold's database in the embedded PostgreSQL, and the role that owns it. The role is no
 * superuser; owning the database lets it create trusted extensions.
 */
public final class EmbeddedDatabase {

  /** The name of the database and of its owner. */
  static final String NAME = "linkhold";

  /** Settings that make commits durable. Each must be on. */
  private static final List<String> DURABILITY =
      List.of("fsync", "synchronous_commit", "full_page_writes");

  /** The password or the role is wrong, the role may not log in, the database is missing. */
  private static final Set<String> SETUP_MISSING = Set.of("28P01", "28000", "3D000");

  /** PostgreSQL recovers from a crashed session, and will accept connections soon. */
  private static final String RECOVERING = "57P03";

  private static final int TIMEOUT_SECONDS = 30;

  private EmbeddedDatabase() {}

  /**
   * The address of a database. The driver proves the password and never shows it, so a program that
   * took the port while PostgreSQL was down learns nothing.
   */
  public static String url(int port, String database) {
    return "jdbc:postgresql://%s:%d/%s?sslmode=disable&gssEncMode=disable&requireAuth=scram-sha-256"
        .formatted(PostgresCluster.HOST, port, database);
  }

  /**
   * Creates the role and its database where an earlier start has not, and checks that commits are
   * durable.
   *
   * @throws EmbeddedPostgresException when that is not possible
   */
  static void prepare(DataDirectory directory, int port, String password) throws IOException {
    try (Connection connection = connect(port, NAME, NAME, password)) {
      checkDurability(directory, connection);
    } catch (SQLException e) {
      if (!SETUP_MISSING.contains(e.getSQLState())) {
        throw unusable(directory, e);
      }
      setUp(directory, port, password);
    }
  }

  /**
   * Creates the role, its password and its database where they are missing, then makes the same
   * checks.
   *
   * @throws EmbeddedPostgresException when that is not possible
   */
  static void setUp(DataDirectory directory, int port, String password) throws IOException {
    try (Connection connection =
        connect(port, "postgres", PostgresCluster.SUPERUSER, directory.superuserPassword())) {
      if (!has(connection, "select from pg_roles where rolname = ?")) {
        execute(connection, "create role " + NAME + " login");
      }
      // The password stands in the statement, which must reach no log, not even when it fails.
      execute(connection, "set log_statement = none");
      execute(connection, "set log_min_error_statement = panic");
      execute(connection, "alter role " + NAME + " login nosuperuser password '" + password + "'");
      if (!has(connection, "select from pg_database where datname = ?")) {
        execute(connection, "create database " + NAME + " owner " + NAME);
      }
    } catch (SQLException e) {
      throw unusable(directory, e);
    }
    try (Connection connection = connect(port, NAME, NAME, password)) {
      checkDurability(directory, connection);
    } catch (SQLException e) {
      throw unusable(directory, e);
    }
  }

  private static void checkDurability(DataDirectory directory, Connection connection)
      throws SQLException {
    List<String> wrong = new ArrayList<>();
    for (String setting : DURABILITY) {
      try (var statement = connection.createStatement();
          var answer = statement.executeQuery("show " + setting)) {
        answer.next();
        if (!answer.getString(1).equals("on")) {
          wrong.add(setting + " is " + answer.getString(1));
        }
      }
    }
    if (!wrong.isEmpty()) {
      throw new EmbeddedPostgresException(
          "PostgreSQL in "
              + directory.path()
              + " could lose saved links: "
              + String.join(", ", wrong)
              + ". Set to 'on' what was changed, in postgresql.auto.conf or postgresql.conf in "
              + directory.cluster()
              + " or by 'alter role' or 'alter database'");
    }
  }

  private static Connection connect(int port, String database, String user, String password)
      throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", Integer.toString(TIMEOUT_SECONDS));
    properties.setProperty("socketTimeout", Integer.toString(TIMEOUT_SECONDS));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (true) {
      try {
        return DriverManager.getConnection(url(port, database), properties);
      } catch (SQLException e) {
        if (!RECOVERING.equals(e.getSQLState()) || System.nanoTime() - end >= 0) {
          throw e;
        }
        Poll.pause();
      }
    }
  }

  private static boolean has(Connection connection, String query) throws SQLException {
    try (var statement = connection.prepareStatement(query)) {
      statement.setString(1, NAME);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static void execute(Connection connection, String command) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  private static EmbeddedPostgresException unusable(DataDirectory directory, SQLException e) {
    String help =
        SETUP_MISSING.contains(String.valueOf(e.getSQLState()))
            ? ". Restore "
                + directory.superuserPasswordFile()
                + " from a backup of the data directory"
            : "";
    return new EmbeddedPostgresException(
        "PostgreSQL in " + directory.path() + " cannot be used: " + e.getMessage() + help, e);
  }
}
