package linkhold.persistence;

import java.io.PrintWriter;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Logger;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/**
 * Opens connections to the database, with the settings that statements rely on.
 *
 * <p>A pooler such as pgbouncer may give each transaction another of its own connections to
 * PostgreSQL. So settings of the session would reach other clients, and prepared statements would
 * be missing. Through a pooler, a connection therefore prepares nothing and sets its settings in
 * each transaction. A pooler is recognised by the id of PostgreSQL's process: the one that answers
 * is not the one of the login. A pooler that passes that id on has to be declared by {@code
 * prepareThreshold=0} in the URL.
 */
final class Sessions implements DataSource {

  /** How long a login may take, the network and TLS included. */
  private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(10);

  /** How much later than PostgreSQL's timeout the socket times out, when no data arrives. */
  private static final Duration SOCKET_GRACE = Duration.ofSeconds(10);

  /** The class of PostgreSQL's error codes of a refused role or password. */
  private static final String INVALID_AUTHORIZATION = "28";

  /** How a password is proved to PostgreSQL (SCRAM-SHA-256), and in how many rounds by default. */
  private static final String KEY_DERIVATION = "PBKDF2WithHmacSHA256";

  private static final int ROUNDS = 4096;

  private final Driver driver = new Driver();
  private final String url;
  private final Properties properties = new Properties();
  private final String sessionSettings;
  private final String transactionSettings;
  private final String sessionSettingsOfOne;
  private final String transactionSettingsOfOne;
  private final Engine engine;
  private volatile @Nullable SQLException lastFailure;

  /**
   * Derives a key as a login does. The first one takes some twenty times as long as others, until
   * the JVM has compiled the rounds; so this is better done while the database starts.
   */
  static void warmUp() {
    try {
      PBEKeySpec key = new PBEKeySpec("warm-up".toCharArray(), new byte[16], ROUNDS, 256);
      SecretKeyFactory.getInstance(KEY_DERIVATION).generateSecret(key);
    } catch (GeneralSecurityException e) {
      // A JVM without it cannot log in by SCRAM either, which the driver reports.
    }
  }

  /**
   * Connections as {@code settings} say.
   *
   * @param engine is noted
   * @param more further settings of PostgreSQL, such as {@code work_mem = '8MB'}, which a database
   *     of Citus does not get
   */
  Sessions(DatabaseSettings settings, Engine engine, String... more) {
    this.engine = engine;
    this.url = settings.jdbcUrl();
    StringBuilder session =
        new StringBuilder("set default_transaction_isolation = 'read committed';");
    StringBuilder transaction =
        new StringBuilder("set transaction isolation level read committed;");
    append(session, transaction, "statement_timeout = " + settings.statementTimeout().toMillis());
    append(session, transaction, "lock_timeout = " + settings.lockTimeout().toMillis());
    append(
        session,
        transaction,
        "idle_in_transaction_session_timeout = " + Duration.ofMinutes(1).toMillis());
    this.sessionSettings = session.toString();
    this.transactionSettings = transaction.toString();
    for (String setting : more) {
      append(session, transaction, setting);
    }
    this.sessionSettingsOfOne = session.toString();
    this.transactionSettingsOfOne = transaction.toString();
    // Parameters of the URL override these.
    properties.setProperty("user", settings.user());
    if (!settings.password().isEmpty()) {
      properties.setProperty("password", settings.password());
    }
    properties.setProperty("ApplicationName", "linkhold");
    properties.setProperty("tcpKeepAlive", "true");
    // Details contain values of rows, which must not be logged.
    properties.setProperty("logServerErrorDetail", "false");
    properties.setProperty("loginTimeout", seconds(LOGIN_TIMEOUT));
    properties.setProperty("connectTimeout", seconds(LOGIN_TIMEOUT));
    if (settings.statementTimeout().isPositive()) {
      properties.setProperty(
          "socketTimeout", seconds(settings.statementTimeout().plus(SOCKET_GRACE)));
    }
  }

  private static void append(StringBuilder session, StringBuilder transaction, String setting) {
    session.append("set ").append(setting).append(';');
    transaction.append("set local ").append(setting).append(';');
  }

  /** At least one, since zero means no timeout. */
  private static String seconds(Duration time) {
    return String.valueOf(Math.max(1, time.plusMillis(999).toSeconds()));
  }

  @Override
  public Connection getConnection() throws SQLException {
    try {
      Connection connection = driver.connect(url, properties);
      if (connection == null) {
        throw new SQLException("The URL is not one of PostgreSQL.");
      }
      prepare(connection);
      lastFailure = null;
      return connection;
    } catch (SQLException e) {
      lastFailure = e;
      throw e;
    }
  }

  private void prepare(Connection connection) throws SQLException {
    try {
      PgConnection session = connection.unwrap(PgConnection.class);
      boolean pooled = isPooled(connection);
      if (pooled && engine.isKnown()) {
        return;
      }
      int process = process(connection);
      if (!pooled && process == session.getBackendPID()) {
        execute(connection, engine.isSpread() ? sessionSettings : sessionSettingsOfOne);
      } else {
        session.setPrepareThreshold(0);
      }
    } catch (SQLException | RuntimeException | Error e) {
      connection.close();
      throw e;
    }
  }

  /** Why the last login failed; empty when it did not. */
  Optional<SQLException> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }

  /** Whether the last login was refused for its role or password. */
  boolean isRefused() {
    return lastFailure()
        .filter(failure -> String.valueOf(failure.getSQLState()).startsWith(INVALID_AUTHORIZATION))
        .isPresent();
  }

  /** Makes {@code connection} ready for statements, up to {@link #end}. */
  void begin(Connection connection) throws SQLException {
    if (isPooled(connection)) {
      connection.setAutoCommit(false);
      execute(connection, engine.isSpread() ? transactionSettings : transactionSettingsOfOne);
    }
  }

  /**
   * Ends what {@link #begin} began.
   *
   * @throws SQLException when what was done could not be committed
   */
  static void end(Connection connection) throws SQLException {
    if (!isPooled(connection)) {
      return;
    }
    TransactionState state = connection.unwrap(PgConnection.class).getTransactionState();
    if (state == TransactionState.OPEN) {
      connection.commit();
    } else if (state == TransactionState.FAILED) {
      connection.rollback();
    }
    connection.setAutoCommit(true);
  }

  /** Whether each of its transactions may be run by another process of PostgreSQL. */
  private static boolean isPooled(Connection connection) throws SQLException {
    return connection.isWrapperFor(PgConnection.class)
        && connection.unwrap(PgConnection.class).getPrepareThreshold() == 0;
  }

  /** The number of the process that answers; notes what keeps the tables. */
  private int process(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_backend_pid(), " + Engine.IS_CITUS)) {
      row.next();
      engine.note(row.getBoolean(2));
      return row.getInt(1);
    }
  }

  private static void execute(Connection connection, String commands) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(commands);
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("There is one role.");
  }

  /** Ignored: the pool would limit a login to the time that a call waits for a connection. */
  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return (int) LOGIN_TIMEOUT.toSeconds();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null; // nothing is written
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {}

  @Override
  public Logger getParentLogger() {
    return driver.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("Nothing is wrapped here.");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
