package linkhold.persistence.backup;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** One connection for long work: its statements have no timeout. */
final class Session implements AutoCloseable {

  /** The application name of these sessions only. */
  static final String APPLICATION = "linkhold-backup";

  private final Connection connection;

  private Session(Connection connection) {
    this.connection = connection;
  }

  static Session open(Address address) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", address.user());
    properties.setProperty("password", address.password());
    properties.setProperty("ApplicationName", APPLICATION);
    properties.setProperty("tcpKeepAlive", "true");
    Session session = new Session(DriverManager.getConnection(address.jdbcUrl(), properties));
    session.run("set statement_timeout = 0");
    session.run("set idle_in_transaction_session_timeout = 0");
    return session;
  }

  Connection connection() {
    return connection;
  }

  CopyManager copying() throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }

  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of each row of the result of {@code query}. */
  List<String> texts(String query, String... parameters) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
      }
    }
    return texts;
  }

  /** A name as SQL writes it. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Names as a list in SQL. */
  static String quoted(List<String> names) {
    return String.join(", ", names.stream().map(Session::quoted).toList());
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
