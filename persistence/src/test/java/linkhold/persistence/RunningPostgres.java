package linkhold.persistence;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * A PostgreSQL that is running already, which tests use instead of their own. It may be a Citus.
 * The system property {@code linkhold.test.postgres.url} is its URL, with the user in it.
 */
public final class RunningPostgres {

  private static final @Nullable String URL = System.getProperty("linkhold.test.postgres.url");

  private RunningPostgres() {}

  /** The server; empty when tests start their own. */
  static Optional<DatabaseSettings> server() {
    return Optional.ofNullable(URL).map(RunningPostgres::settings);
  }

  private static DatabaseSettings settings(String url) {
    Properties parsed = Objects.requireNonNull(Driver.parseURL(url, null));
    return DatabaseSettings.of(
        url, parsed.getProperty("user", "postgres"), parsed.getProperty("password", ""));
  }

  /** Whether there is one. */
  public static boolean isThere() {
    return server().isPresent();
  }

  /** The address of a new empty database in it; empty when tests start their own server. */
  public static Optional<DatabaseSettings> newDatabase(String name) {
    return server().map(server -> newDatabase(server, name));
  }

  /** Removes a database of it. */
  public static void drop(String name) {
    server().ifPresent(server -> drop(server, name));
  }

  /** The address of a new empty database in a server. */
  static DatabaseSettings newDatabase(DatabaseSettings server, String name) {
    drop(server, name);
    try {
      if (TestCitus.isOne(server)) {
        return TestCitus.newDatabase(server, name);
      }
      execute(server, "create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("No new database.", e);
    }
    return at(server, name);
  }

  private static void drop(DatabaseSettings server, String name) {
    try {
      if (TestCitus.isOne(server)) {
        TestCitus.drop(server, name);
      }
      execute(server, "drop database if exists " + name + " with (force)");
    } catch (SQLException e) {
      throw new IllegalStateException("The database cannot be removed.", e);
    }
  }

  /** Another database of a server. */
  static DatabaseSettings at(DatabaseSettings server, String name) {
    String url = server.jdbcUrl().replaceFirst("/\\w+(\\?|$)", "/" + name + "$1");
    return DatabaseSettings.of(url, server.user(), server.password());
  }

  static void execute(DatabaseSettings settings, String command) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  /** The first column of the first row that a query returns, as text. */
  static String text(DatabaseSettings settings, String query) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
