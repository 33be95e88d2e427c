package linkhold.persistence;

import static linkhold.persistence.schema.Tables.REVISIONS;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Duration;
import linkhold.domain.AccountStore;
import linkhold.domain.Doorbell;
import linkhold.domain.LinkStore;
import linkhold.domain.Stores;
import linkhold.domain.SyncStore;
import linkhold.domain.TagStore;
import linkhold.domain.TokenStore;
import linkhold.domain.UnavailableException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * A PostgreSQL database (14 or newer) that keeps accounts and links. Opening it does not connect;
 * {@link #migrate} does. When the database goes away calls fail with {@link UnavailableException},
 * and work again by themselves once it is back. Safe for concurrent use.
 */
public final class Database implements Stores, AutoCloseable {

  /** PostgreSQL 14, as {@code server_version_num} has it. */
  private static final int OLDEST_VERSION = 140_000;

  private final HikariDataSource pool;
  private final Sql sql;
  private final AccountStore accounts;
  private final PostgresLinkStore links;
  private final Duration drain;
  private final TagStore tags;
  private final TokenStore tokens;
  private final SyncStore sync;
  private final PostgresDoorbell doorbell;

  private Database(HikariDataSource pool, DatabaseSettings settings, Clock clock) {
    this.pool = pool;
    this.drain = settings.connectionTimeout().plus(settings.statementTimeout());
    this.sql = new Sql(DSL.using(pool, SQLDialect.POSTGRES));
    this.accounts = new PostgresAccountStore(sql, clock);
    this.links =
        new PostgresLinkStore(
            sql,
            clock,
            new SharedCalls.Limits(1000, settings.connectionTimeout()),
            Math.max(1, settings.connections() / 2));
    this.tags = new PostgresTagStore(sql, clock);
    this.tokens = new PostgresTokenStore(sql, clock);
    this.sync = new PostgresSyncStore(sql, clock);
    this.doorbell = new PostgresDoorbell(sql);
  }

  /** The database that {@code settings} name, telling the time by {@code clock}. */
  public static Database open(DatabaseSettings settings, Clock clock) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("linkhold");
    config.setJdbcUrl(settings.jdbcUrl());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.connections());
    config.setConnectionTimeout(settings.connectionTimeout().toMillis());
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(sessionSettings(settings));
    config.addDataSourceProperty("ApplicationName", "linkhold");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    return new Database(new HikariDataSource(config), settings, clock);
  }

  private static String sessionSettings(DatabaseSettings settings) {
    return """
    set default_transaction_isolation = 'read committed';
    set statement_timeout = %d;
    set lock_timeout = %d;
    set idle_in_transaction_session_timeout = %d;
    """
        .formatted(
            settings.statementTimeout().toMillis(),
            settings.lockTimeout().toMillis(),
            Duration.ofMinutes(1).toMillis());
  }

  /**
   * Brings the schema up to date; nothing happens when it is. Several servers may do so at once.
   *
   * @throws UnavailableException when the database does not answer
   * @throws SchemaException when the database is older than PostgreSQL 14, or its schema is newer
   *     than this program or not Linkhold's
   */
  public void migrate() {
    int version =
        Integer.parseInt(
            sql.call(dsl -> dsl.fetchSingle("show server_version_num").get(0, String.class)));
    if (version < OLDEST_VERSION) {
      throw new SchemaException(
          "The database is PostgreSQL " + version / 10_000 + "; Linkhold needs 14 or newer.");
    }
    Flyway flyway = Flyway.configure().dataSource(pool).load();
    try {
      for (MigrationInfo migration : flyway.info().all()) {
        if (migration.getState() == MigrationState.FUTURE_SUCCESS) {
          throw new SchemaException(
              "The database was used by a newer Linkhold: its schema has version "
                  + migration.getVersion()
                  + ", which this one does not know. Start the newer one.");
        }
      }
      flyway.migrate();
    } catch (FlywayException e) {
      throw new SchemaException(e);
    }
  }

  /** Whether the database answers and its schema is up to date. */
  public boolean isReady() {
    try {
      sql.call(dsl -> dsl.selectOne().from(REVISIONS).limit(1).fetch());
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Override
  public AccountStore accounts() {
    return accounts;
  }

  @Override
  public LinkStore links() {
    return links;
  }

  @Override
  public TagStore tags() {
    return tags;
  }

  @Override
  public TokenStore tokens() {
    return tokens;
  }

  @Override
  public SyncStore sync() {
    return sync;
  }

  @Override
  public Doorbell doorbell() {
    return doorbell;
  }

  /**
   * Takes no more calls, lets those that share statements end, and closes the connections. No bell
   * rings any more.
   */
  @Override
  public void close() {
    doorbell.close();
    links.close(drain);
    pool.close();
  }
}
