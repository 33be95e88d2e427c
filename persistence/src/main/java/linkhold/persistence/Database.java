package linkhold.persistence;

import static linkhold.persistence.schema.Tables.REVISIONS;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import linkhold.domain.AccountStore;
import linkhold.domain.BundleStore;
import linkhold.domain.Doorbell;
import linkhold.domain.LinkStore;
import linkhold.domain.NumberedTagStore;
import linkhold.domain.Stores;
import linkhold.domain.SyncStore;
import linkhold.domain.TagStore;
import linkhold.domain.TokenStore;
import linkhold.domain.UnavailableException;
import linkhold.persistence.sharing.SharedCalls;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * A PostgreSQL database (14 or newer) that keeps accounts and links. Opening it does not connect;
 * {@link #migrate} does. When the database goes away calls fail with {@link UnavailableException},
 * and work again by themselves once it is back. Safe for concurrent use.
 */
public final class Database implements Stores, AutoCloseable {

  /** With fewer connections than this, all statements share them. */
  private static final int FEW_CONNECTIONS = 6;

  private static final String ANY_STATEMENT = "";

  /**
   * One plan is right for every plain page of a kind, and for shared statements of any size; left
   * alone, PostgreSQL would plan a page anew where one account is much larger than others, and a
   * shared statement wherever it is small. New words wait in a list before they go into their
   * index, and whoever fills it moves them; a list of 4 MB, right for large batches, would take all
   * saves that share a statement 40 ms.
   */
  private static final String SHARED_AND_PAGES =
      """
      set plan_cache_mode = force_generic_plan;
      set gin_pending_list_limit = '1MB';
      """;

  private final HikariDataSource pool;
  private final Optional<HikariDataSource> planningOncePool;
  private final Sql sql;
  private final Schema schema;
  private final AccountStore accounts;
  private final PostgresLinkStore links;
  private final Duration drain;
  private final PostgresTagStore tags;
  private final NumberedTagStore numberedTags;
  private final BundleStore bundles;
  private final TokenStore tokens;
  private final SyncStore sync;
  private final PostgresDoorbell doorbell;

  private Database(
      HikariDataSource pool,
      Optional<HikariDataSource> planningOncePool,
      DatabaseSettings settings,
      Clock clock) {
    this.pool = pool;
    this.planningOncePool = planningOncePool;
    Duration patience = settings.connectionTimeout();
    this.drain = patience.plus(patience).plus(settings.statementTimeout());
    this.sql = sql(pool, patience);
    Sql planningOnce = planningOncePool.map(once -> sql(once, patience)).orElse(sql);
    this.schema = new Schema(pool, sql);
    AccountTurns turns =
        new AccountTurns(sql, Math.max(1, pool.getMaximumPoolSize() / 2), patience);
    this.accounts = new PostgresAccountStore(sql, turns, clock);
    this.links =
        new PostgresLinkStore(
            sql, planningOnce, turns, clock, new SharedCalls.Limits(1000, patience));
    this.tags = new PostgresTagStore(sql, turns, clock);
    this.numberedTags = new PostgresNumberedTagStore(sql, turns, clock, tags);
    this.bundles = new PostgresBundleStore(sql, turns, clock);
    this.tokens = new PostgresTokenStore(sql, clock);
    this.sync = new PostgresSyncStore(sql, turns, clock);
    this.doorbell = new PostgresDoorbell(sql);
  }

  /** Loads what every statement is built with, in the time in which the database starts. */
  public static void load() {
    DSL.using(SQLDialect.POSTGRES).selectOne().from(REVISIONS).limit(1).getSQL();
  }

  /** The database that {@code settings} name, telling the time by {@code clock}. */
  public static Database open(DatabaseSettings settings, Clock clock) {
    int once = settings.connections() < FEW_CONNECTIONS ? 0 : settings.connections() / 2;
    HikariDataSource pool =
        pool("linkhold", settings, settings.connections() - once, ANY_STATEMENT);
    Optional<HikariDataSource> planningOncePool =
        once == 0
            ? Optional.empty()
            : Optional.of(pool("linkhold-planned-once", settings, once, SHARED_AND_PAGES));
    return new Database(pool, planningOncePool, settings, clock);
  }

  private static Sql sql(HikariDataSource pool, Duration patience) {
    return new Sql(DSL.using(new FairConnections(pool, patience), SQLDialect.POSTGRES));
  }

  private static HikariDataSource pool(
      String name, DatabaseSettings settings, int connections, String moreSettings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(settings.jdbcUrl());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(settings.connectionTimeout().toMillis());
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(sessionSettings(settings) + moreSettings);
    config.addDataSourceProperty("ApplicationName", "linkhold");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    return new HikariDataSource(config);
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
    schema.migrate();
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
  public NumberedTagStore numberedTags() {
    return numberedTags;
  }

  @Override
  public BundleStore bundles() {
    return bundles;
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
    planningOncePool.ifPresent(HikariDataSource::close);
    pool.close();
  }
}
