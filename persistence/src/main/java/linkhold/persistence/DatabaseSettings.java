package linkhold.persistence;

import java.time.Duration;

/**
 * Where the database is and how it is used.
 *
 * @param jdbcUrl a {@code jdbc:postgresql:} URL
 * @param user the role to connect as; it owns the schema
 * @param password the role's password; may be empty
 * @param connections the size of the pool, at least 1
 * @param connectionTimeout how long a call waits for a connection, including the time to open a new
 *     one, before it fails as unavailable
 * @param statementTimeout after how long PostgreSQL cancels a statement
 * @param lockTimeout after how long a statement that waits for a lock fails
 */
public record DatabaseSettings(
    String jdbcUrl,
    String user,
    String password,
    int connections,
    Duration connectionTimeout,
    Duration statementTimeout,
    Duration lockTimeout) {

  /** The usual limits for this database. */
  public static DatabaseSettings of(String jdbcUrl, String user, String password) {
    return new DatabaseSettings(
        jdbcUrl,
        user,
        password,
        10,
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10));
  }

  /** These settings with other limits. */
  public DatabaseSettings withLimits(int newConnections, Duration newStatementTimeout) {
    return new DatabaseSettings(
        jdbcUrl,
        user,
        password,
        newConnections,
        connectionTimeout,
        newStatementTimeout,
        lockTimeout);
  }

  /** Everything but the password. */
  @Override
  public String toString() {
    return "DatabaseSettings[" + jdbcUrl + ", user=" + user + ", connections=" + connections + "]";
  }
}
