package linkhold.persistence;

import static linkhold.persistence.schema.Tables.ACCOUNTS;
import static linkhold.persistence.schema.Tables.REVISIONS;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import linkhold.domain.AccountFeed;
import linkhold.domain.AccountStore;
import linkhold.domain.BundleStore;
import linkhold.domain.ChangeSignal;
import linkhold.domain.LinkDraft.Reading;
import linkhold.domain.LinkStore;
import linkhold.domain.NumberedTagStore;
import linkhold.domain.PageQueue;
import linkhold.domain.Stores;
import linkhold.domain.SyncStore;
import linkhold.domain.TagStore;
import linkhold.domain.TokenStore;
import linkhold.domain.UnavailableException;
import linkhold.domain.WebhookStore;
import linkhold.persistence.sharing.SharedCalls;
import linkhold.persistence.sharing.SharingCounts;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * A PostgreSQL database (14 or newer) that keeps accounts and links. Opening it does not connect;
 * {@link #migrate} does. While the database cannot be reached, calls fail with {@link
 * UnavailableException}, and work again once it is back. Safe for concurrent use.
 */
public final class Database implements Stores {

  /** With fewer connections than this, all statements share them. */
  private static final int FEW_CONNECTIONS = 6;

  /**
   * One generic plan is right for every plain page of a kind, and for shared statements of any
   * size; by default PostgreSQL would plan each page again where one account is much larger than
   * others, and each small shared statement. New words wait in a pending list before they are moved
   * into the index, and the statement that fills the list moves them; with a list of 4 MB, right
   * for large batches, that would take 40 ms of a shared save.
   */
  private static final String[] SHARED_AND_PAGES = {
    "plan_cache_mode = force_generic_plan", "gin_pending_list_limit = '1MB'"
  };

  /** How long a call waits at a time for the database to open a connection. */
  private static final Duration CONNECTION_ATTEMPT = Duration.ofSeconds(1);

  /** The pool's least. */
  private static final Duration SHORTEST_ATTEMPT = Duration.ofMillis(250);

  private final HikariDataSource pool;
  private final Optional<HikariDataSource> genericPlanPool;
  private final List<FairConnections> pools = new ArrayList<>();
  private final Schema schema;
  private final Readiness readiness;
  private final AccountStore accounts;
  private final PostgresLinkStore links;
  private final Duration drain;
  private final PostgresTagStore tags;
  private final NumberedTagStore numberedTags;
  private final BundleStore bundles;
  private final TokenStore tokens;
  private final SyncStore sync;
  private final PageQueue pages;
  private final PostgresAccountFeed feed;
  private final WebhookStore webhooks;
  private final Renewal renewal;
  private final PostgresChangeSignal changeSignal;

  private Database(
      HikariDataSource pool,
      Optional<HikariDataSource> genericPlanPool,
      DatabaseSettings settings,
      Clock clock,
      Reading reading) {
    this.pool = pool;
    this.genericPlanPool = genericPlanPool;
    Duration patience = patience(settings);
    this.drain = settings.connectionTimeout().plus(settings.statementTimeout());
    Sql sql = sql(pool, patience);
    Sql genericPlans = genericPlanPool.map(once -> sql(once, patience)).orElse(sql);
    Engine engine = new Engine(sql);
    this.schema = new Schema(pool, sql, engine, settings.lockTimeout());
    this.readiness = new Readiness(() -> hasSchema(sql));
    AccountQueues turns =
        new AccountQueues(sql, Math.max(1, pool.getMaximumPoolSize() / 2), patience);
    this.accounts = new PostgresAccountStore(sql, turns, clock);
    this.links =
        new PostgresLinkStore(
            sql,
            genericPlans,
            engine,
            turns,
            clock,
            reading,
            new SharedCalls.Limits(1000, patience));
    this.tags = new PostgresTagStore(sql, turns, clock);
    this.numberedTags = new PostgresNumberedTagStore(sql, turns, clock, tags);
    this.bundles = new PostgresBundleStore(sql, turns, clock);
    this.tokens = new PostgresTokenStore(sql, engine, clock);
    this.sync = new PostgresSyncStore(sql, turns, clock, reading);
    this.pages = new PostgresPageQueue(sql, turns, clock);
    this.feed = new PostgresAccountFeed(sql);
    this.webhooks = new PostgresWebhookStore(sql, feed, clock);
    this.renewal = new Renewal(sql, turns, clock);
    this.changeSignal = new PostgresChangeSignal(sql, new Nodes(sql, engine));
  }

  /** Loads the classes that build statements, while the database starts. */
  public static void warmUp() {
    DSL.using(SQLDialect.POSTGRES).selectOne().from(REVISIONS).limit(1).getSQL();
  }

  /** The database that {@code settings} name, with the time of {@code clock}. */
  public static Database open(DatabaseSettings settings, Clock clock) {
    return open(settings, clock, Reading.WITHOUT_TITLE);
  }

  /** The same, where pages are read as {@code reading} says. */
  public static Database open(DatabaseSettings settings, Clock clock, Reading reading) {
    int once = settings.connections() < FEW_CONNECTIONS ? 0 : settings.connections() / 2;
    HikariDataSource pool =
        pool("linkhold", new Sessions(settings), settings, settings.connections() - once);
    Optional<HikariDataSource> genericPlanPool =
        once == 0
            ? Optional.empty()
            : Optional.of(
                pool(
                    "linkhold-planned-once",
                    new Sessions(settings, SHARED_AND_PAGES),
                    settings,
                    once));
    return new Database(pool, genericPlanPool, settings, clock, reading);
  }

  private Sql sql(HikariDataSource ofPool, Duration patience) {
    Sessions sessions = (Sessions) ofPool.getDataSource();
    FairConnections connections = new FairConnections(ofPool, sessions, patience);
    pools.add(connections);
    return new Sql(DSL.using(connections, SQLDialect.POSTGRES), patience);
  }

  /** How long a call waits before its last attempt to have a connection opened. */
  private static Duration patience(DatabaseSettings settings) {
    return settings.connectionTimeout().minus(attempt(settings));
  }

  private static Duration attempt(DatabaseSettings settings) {
    Duration part = settings.connectionTimeout().dividedBy(2);
    Duration attempt = part.compareTo(CONNECTION_ATTEMPT) < 0 ? part : CONNECTION_ATTEMPT;
    return attempt.compareTo(SHORTEST_ATTEMPT) < 0 ? SHORTEST_ATTEMPT : attempt;
  }

  private static HikariDataSource pool(
      String name, Sessions sessions, DatabaseSettings settings, int connections) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(sessions);
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(attempt(settings).toMillis());
    config.setValidationTimeout(attempt(settings).toMillis());
    config.setInitializationFailTimeout(-1);
    config.setExceptionOverride(new LivingConnections());
    return new HikariDataSource(config);
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

  /**
   * Computes again the columns that older servers, or this one under other rules, computed of
   * links: canonical URLs, searched texts and keys of tags. Links that have become one are merged.
   * Each account is locked for some hundred links at a time; servers, also older ones, go on
   * meanwhile, and several may run this. Does nothing when all is up to date.
   *
   * @return how many links were written
   * @throws UnavailableException when the database does not answer; links written so far stay
   */
  public long renew() {
    return renewal.run();
  }

  /**
   * Whether the database answers within two seconds and its schema is up to date. Returns within
   * two seconds, whatever the database does.
   */
  @Override
  public boolean isReady() {
    return readiness.isReady();
  }

  /** The state of the connections and shared statements, and their counters. */
  public DatabaseState state() {
    return new DatabaseState(
        pools.stream().map(FairConnections::state).toList(),
        links
            .sharing()
            .map(kind -> {
              SharingCounts counts = kind.getValue();
              return new DatabaseState.Sharing(
                  kind.getKey(),
                  counts.statements(),
                  counts.calls(),
                  counts.waits(),
                  counts.waitNanos());
            })
            .toList());
  }

  private static boolean hasSchema(Sql sql) {
    try {
      sql.call(dsl -> dsl.selectOne().from(ACCOUNTS).limit(1).fetch());
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
  public PageQueue pages() {
    return pages;
  }

  @Override
  public AccountFeed feed() {
    return feed;
  }

  @Override
  public WebhookStore webhooks() {
    return webhooks;
  }

  @Override
  public ChangeSignal changeSignal() {
    return changeSignal;
  }

  /**
   * Refuses new calls, lets those that share statements end, and closes the connections. No watch
   * is notified any more.
   */
  @Override
  public void close() {
    renewal.end();
    changeSignal.close();
    links.close(drain);
    genericPlanPool.ifPresent(HikariDataSource::close);
    pool.close();
  }
}
