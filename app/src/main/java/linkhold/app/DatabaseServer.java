package linkhold.app;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import linkhold.app.postgres.EmbeddedPostgres;
import linkhold.persistence.DatabaseSettings;

/** The PostgreSQL that the configuration names; an embedded one runs until this is closed. */
final class DatabaseServer implements AutoCloseable {

  private final Optional<EmbeddedPostgres> postgres;
  private final DatabaseSettings settings;

  private DatabaseServer(Configuration configuration, Function<Path, EmbeddedPostgres> embedded) {
    if (configuration.inMemory()) {
      throw new StartException(
          "With --database-url memory: only the server itself has the links, and only while it"
              + " runs. Use the API, or a database that keeps them.");
    }
    postgres =
        configuration.database().isPresent()
            ? Optional.empty()
            : Optional.of(embedded.apply(configuration.dataDirectory()));
    settings =
        configuration
            .database()
            .or(() ->
                postgres.map(own -> DatabaseSettings.of(own.jdbcUrl(), own.user(), own.password())))
            .orElseThrow()
            .withLimits(
                configuration.get(Settings.DATABASE_CONNECTIONS),
                configuration.get(Settings.STATEMENT_TIMEOUT));
  }

  /**
   * For a server or a restore, which has the data directory to itself; it is created when missing.
   */
  static DatabaseServer alone(Configuration configuration) {
    return new DatabaseServer(configuration, EmbeddedPostgres::start);
  }

  /** For a command, beside a server or without one. */
  static DatabaseServer join(Configuration configuration) {
    return new DatabaseServer(configuration, EmbeddedPostgres::join);
  }

  /** The embedded PostgreSQL; empty where another one is used. */
  Optional<EmbeddedPostgres> embedded() {
    return postgres;
  }

  /** Where the database is and how it is used. */
  DatabaseSettings settings() {
    return settings;
  }

  @Override
  public void close() {
    postgres.ifPresent(EmbeddedPostgres::close);
  }
}
