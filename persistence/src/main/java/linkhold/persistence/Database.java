package linkhold.persistence;

import static linkhold.persistence.schema.Tables.ACCOUNTS;
import static linkhold.persistence.schema.Tables.REVISIONS;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
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
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL database (14 or newer) that keeps accounts and links. Opening it does not connect;
 * {@link #migrate} does. While the database cannot be reached, calls fail with {@link
 * UnavailableException}, and work again once it is back. Safe for concurrent use.
 */
public final class Database implements Stores {

  /** How long a call waits at a time for the database to open a connection. */
  private static final Duration CONNECTION_ATTEMPT = Duration.ofSeconds(1);

  private final Pools pools;
  private final Optional<Replica> replica;
  private final Schema schema;
  private final Readiness readiness;
  private final AccountStore accounts;
  private final SearchIndexes indexes;
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
      DatabaseSettings settings, @Nullable DatabaseSettings replica, Clock clock, Reading reading) {
    Duration attempt = attempt(settings);
    this.pools = new Pools("linkhold", settings, attempt, settings.connections());
    Duration patience = settings.connectionTimeout().minus(attempt);
    this.drain = settings.connectionTimeout().plus(settings.statementTimeout());
    Sql sql = pools.ordinary().sql();
    Sql genericPlans = pools.plannedOnce().sql();
    Engine engine = pools.engine();
    this.schema = new Schema(pools.source(), sql, engine, settings.lockTimeout());
    this.readiness = new Readiness(() -> hasSchema(sql));
    AccountQueues turns =
        new AccountQueues(sql, Math.max(1, pools.source().getMaximumPoolSize() / 2), patience);
    this.accounts = new PostgresAccountStore(sql, turns, clock);
    SharedCalls.Limits limits = new SharedCalls.Limits(1000, patience);
    SharedReads sharedReads = new SharedReads(genericPlans, engine, limits);
    this.replica =
        Optional.ofNullable(replica).map(there -> new Replica(there, sharedReads::version));
    AccountReads reads = this.replica.map(there -> there.or(sql)).orElse(sql);
    AccountReads inOrder =
        this.replica.map(there -> there.orPlannedOnce(genericPlans)).orElse(genericPlans);
    this.indexes = new SearchIndexes(sql, turns);
    this.links =
        new PostgresLinkStore(
            new SharedSaves(genericPlans, engine, turns, limits),
            sharedReads,
            reads,
            inOrder,
            turns,
            clock,
            reading,
            indexes);
    this.tags = new PostgresTagStore(reads, turns, clock);
    this.numberedTags = new PostgresNumberedTagStore(sql, turns, clock, tags);
    this.bundles = new PostgresBundleStore(sql, turns, clock);
    this.tokens = new PostgresTokenStore(sql, engine, clock);
    NodeReads nodes = new NodeReads(sql, engine, Duration.ZERO);
    this.sync = new PostgresSyncStore(nodes, inOrder, turns, clock, reading, indexes);
    this.pages = new PostgresPageQueue(sql, engine, turns, clock);
    this.feed = new PostgresAccountFeed(sql, engine);
    this.webhooks = new PostgresWebhookStore(sql, feed, clock);
    this.renewal = new Renewal(nodes, turns, clock, indexes);
    this.changeSignal = new PostgresChangeSignal(sql, new Nodes(sql, engine));
  }

  /** Loads the classes that open connections and build statements, while the database starts. */
  public static void warmUp() {
    Sessions.warmUp();
    DSL.using(SQLDialect.POSTGRES).selectOne().from(REVISIONS).limit(1).getSQL();
  }

  /** The database that {@code settings} name, with the time of {@code clock}. */
  public static Database open(DatabaseSettings settings, Clock clock) {
    return open(settings, null, clock, Reading.WITHOUT_TITLE);
  }

  /**
   * The same.
   *
   * @param replica a copy of the database that PostgreSQL keeps up to date, for reads; null for
   *     none. When it fails, everything works as without one
   * @param reading how pages are read
   */
  public static Database open(
      DatabaseSettings settings, @Nullable DatabaseSettings replica, Clock clock, Reading reading) {
    return new Database(settings, replica, clock, reading);
  }

  private static Duration attempt(DatabaseSettings settings) {
    Duration part = settings.connectionTimeout().dividedBy(2);
    Duration attempt = part.compareTo(CONNECTION_ATTEMPT) < 0 ? part : CONNECTION_ATTEMPT;
    return attempt.compareTo(Pools.SHORTEST_ATTEMPT) < 0 ? Pools.SHORTEST_ATTEMPT : attempt;
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
   * links: canonical URLs, searched texts and keys of tags. Links that now have the same URL are
   * merged. Each account is locked for some hundred links at a time; servers, also older ones, go
   * on meanwhile, and several may run this. Does nothing when all is up to date.
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
        Stream.concat(pools.states(), replica.stream().flatMap(Replica::pools)).toList(),
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
            .toList(),
        replica.map(Replica::state));
  }

  /** For tests of it. */
  SearchIndexes searchIndexes() {
    return indexes;
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
    indexes.close();
    changeSignal.close();
    links.close(drain);
    replica.ifPresent(Replica::close);
    pools.close();
  }
}
