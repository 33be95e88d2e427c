package linkhold.app;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import linkhold.app.postgres.EmbeddedPostgres;
import linkhold.persistence.DatabaseSettings;
import linkhold.persistence.RunningPostgres;

/** A database of a test, which a server may use by its URL. */
record TestDatabase(String jdbcUrl, String user, String password, Runnable end)
    implements AutoCloseable {

  /** A database of an embedded PostgreSQL, which is stopped with it. */
  static TestDatabase of(EmbeddedPostgres postgres) {
    return new TestDatabase(
        postgres.jdbcUrl(), postgres.user(), postgres.password(), postgres::close);
  }

  /** A new one of the {@link RunningPostgres}, which is removed when it is closed. */
  static TestDatabase ofRunning(String name) {
    DatabaseSettings settings = RunningPostgres.newDatabase(name).orElseThrow();
    return new TestDatabase(
        settings.jdbcUrl().replaceFirst("\\?user=[^&]*$", ""),
        settings.user(),
        settings.password(),
        () -> RunningPostgres.drop(name));
  }

  /** For a server's settings, with user and password. */
  String url() {
    String identity = user + (password.isEmpty() ? "" : ":" + encoded(password)) + "@";
    return jdbcUrl.replace("jdbc:postgresql://", "postgresql://" + identity);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  DatabaseSettings settings() {
    return DatabaseSettings.of(jdbcUrl, user, password);
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl, user, password);
  }

  @Override
  public void close() {
    end.run();
  }
}
