package linkhold.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import linkhold.domain.UnavailableException;
import linkhold.persistence.Database;
import linkhold.persistence.DatabaseSettings;
import linkhold.persistence.SchemaException;

/** The database that the configuration names, its schema up to date, until it is closed. */
final class ConfiguredDatabase implements AutoCloseable {

  private static final Logger LOG = System.getLogger(ConfiguredDatabase.class.getName());

  /** How long an external database may take to answer for the first time. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DatabaseServer server;
  private final Database stores;

  private ConfiguredDatabase(
      Configuration configuration, Function<Configuration, DatabaseServer> access, Clock clock) {
    Thread.ofPlatform().daemon().name("load").start(Database::load);
    server = access.apply(configuration);
    stores = Database.open(server.settings(), clock);
    try {
      migrate();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** The database, for a server: an embedded one has only one server. */
  static ConfiguredDatabase serve(Configuration configuration, Clock clock) {
    return new ConfiguredDatabase(configuration, DatabaseServer::serve, clock);
  }

  /** The database, for a command, beside a server or without one. */
  static ConfiguredDatabase join(Configuration configuration, Clock clock) {
    return new ConfiguredDatabase(configuration, DatabaseServer::join, clock);
  }

  /** Where it is. */
  DatabaseSettings settings() {
    return server.settings();
  }

  /** What is kept there. */
  Database stores() {
    return stores;
  }

  @Override
  public void close() {
    stores.close();
    server.close();
  }

  /** Migrates, waiting for a database that is still starting. */
  private void migrate() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        stores.migrate();
        return;
      } catch (UnavailableException e) {
        if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
          throw new StartException("The database does not answer: " + reason(e), e);
        }
        LOG.log(Level.WARNING, "The database does not answer yet: " + reason(e));
      } catch (SchemaException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new StartException("The database refuses: " + reason(e), e);
      }
    }
  }

  /** What the driver said: the innermost of its exceptions, which names the address. */
  private static String reason(Throwable e) {
    Throwable reason = e;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException) {
        reason = cause;
      }
    }
    return String.valueOf(reason.getMessage());
  }
}
