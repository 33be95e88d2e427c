package linkhold.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import linkhold.app.postgres.EmbeddedPostgres;
import linkhold.domain.ForwardingStores;
import linkhold.domain.LinkUrl;
import linkhold.domain.UnavailableException;
import linkhold.persistence.Database;
import linkhold.persistence.DatabaseSettings;
import linkhold.persistence.DatabaseState;
import linkhold.persistence.SchemaException;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL that the configuration names, its schema up to date, until it is closed. */
final class ConfiguredDatabase extends ForwardingStores {

  private static final Logger LOG = System.getLogger(ConfiguredDatabase.class.getName());

  /** How long an external database may take to answer for the first time. */
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

  /**
   * Invalid authorization, invalid password, database without connections, and the driver's own.
   */
  private static final Set<String> REFUSED_LOGINS = Set.of("28000", "28P01", "55000", "08004");

  private final DatabaseServer server;
  private final Database stores;

  private ConfiguredDatabase(DatabaseServer server, Database stores) {
    super(stores);
    this.server = server;
    this.stores = stores;
  }

  /** The database, for a server: an embedded one has only one server. */
  static ConfiguredDatabase serve(Configuration configuration, Clock clock) {
    return open(configuration, DatabaseServer::alone, configuration.replica().orElse(null), clock);
  }

  /** The database, for a command, beside a server or without one. */
  static ConfiguredDatabase join(Configuration configuration, Clock clock) {
    return open(configuration, DatabaseServer::join, null, clock);
  }

  private static ConfiguredDatabase open(
      Configuration configuration,
      Function<Configuration, DatabaseServer> access,
      @Nullable DatabaseSettings replica,
      Clock clock) {
    Thread.ofPlatform().daemon().name("load").start(Database::warmUp);
    LinkUrl.useTrackingParameters(configuration.get(Settings.TRACKING_PARAMETERS));
    DatabaseServer server = access.apply(configuration);
    DatabaseSettings settings = server.settings();
    var database =
        new ConfiguredDatabase(
            server,
            Database.open(settings, replica, clock, configuration.get(Settings.READ_PAGES)));
    try {
      database.migrate(!settings.password().isEmpty());
    } catch (RuntimeException | Error e) {
      database.close();
      throw e;
    }
    return database;
  }

  /** Computes derived columns again, see {@link Database#renew}. */
  long renew() {
    return stores.renew();
  }

  /** Where it is. */
  DatabaseSettings settings() {
    return server.settings();
  }

  /** The embedded PostgreSQL; empty where another one is used. */
  Optional<EmbeddedPostgres> embedded() {
    return server.embedded();
  }

  /** The state of its connections and shared statements. */
  DatabaseState state() {
    return stores.state();
  }

  @Override
  public void close() {
    super.close();
    server.close();
  }

  /** Migrates, waiting for a database that is still starting. */
  private void migrate(boolean hasPassword) {
    long end = System.nanoTime() + START_TIMEOUT.toNanos();
    while (true) {
      try {
        stores.migrate();
        return;
      } catch (UnavailableException e) {
        if (isRefusedLogin(e)) {
          String hint =
              hasPassword
                  ? ""
                  : ". No password was given; "
                      + Settings.DATABASE_PASSWORD.variable()
                      + " sets it";
          throw new StartException("The database refuses the login: " + e.reason() + hint, e);
        }
        if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
          throw new StartException("The database does not answer: " + e.reason(), e);
        }
        LOG.log(Level.WARNING, "The database does not answer yet: " + e.reason());
      } catch (SchemaException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new StartException("The database refuses: " + reason(e), e);
      }
    }
  }

  /**
   * Whether the login was refused, so that waiting does not help; the driver also refuses when
   * PostgreSQL asks for a password and none was given.
   */
  private static boolean isRefusedLogin(UnavailableException failure) {
    return failure.getCause() instanceof SQLException e
        && REFUSED_LOGINS.contains(String.valueOf(e.getSQLState()));
  }

  /** The message of the driver's innermost exception, which names the address. */
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
