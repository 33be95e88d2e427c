package linkhold.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * The connections to one server: most of them plain, some for statements that are planned once. A
 * few connections are all plain.
 */
final class Pools implements AutoCloseable {

  /** With fewer connections than this, all statements share them. */
  private static final int MIN_CONNECTIONS_TO_DIVIDE = 6;

  /**
   * One generic plan is right for every plain page of a kind, and for shared statements of any
   * size; by default PostgreSQL would plan each page again where one account is much larger than
   * others, and each small shared statement.
   */
  private static final String[] SHARED_AND_PAGES = {"plan_cache_mode = force_generic_plan"};

  /** The pool's least. */
  static final Duration SHORTEST_ATTEMPT = Duration.ofMillis(250);

  /** Connections of one kind, and statements on them. */
  record Kind(FairConnections connections, Sql sql) {}

  private final Engine engine = new Engine(this::connect);
  private final HikariDataSource plain;
  private final Optional<HikariDataSource> generic;
  private final Kind ordinary;
  private final Kind plannedOnce;

  /**
   * Connections as {@code settings} say.
   *
   * @param name of the pool
   * @param attempt how long a call waits at a time for the server to open a connection
   * @param idle how many connections of a kind are kept open for calls to come, if there are so
   *     many
   */
  Pools(String name, DatabaseSettings settings, Duration attempt, int idle) {
    int once = settings.connections() < MIN_CONNECTIONS_TO_DIVIDE ? 0 : settings.connections() / 2;
    Duration patience = settings.connectionTimeout().minus(attempt);
    this.plain =
        pool(name, new Sessions(settings, engine), settings.connections() - once, attempt, idle);
    this.generic =
        once == 0
            ? Optional.empty()
            : Optional.of(
                pool(
                    name + "-planned-once",
                    new Sessions(settings, engine, SHARED_AND_PAGES),
                    once,
                    attempt,
                    idle));
    this.ordinary = kind(plain, patience);
    this.plannedOnce = generic.map(pool -> kind(pool, patience)).orElse(ordinary);
  }

  private static HikariDataSource pool(
      String name, Sessions sessions, int size, Duration attempt, int idle) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(sessions);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(Math.min(size, idle));
    config.setConnectionTimeout(attempt.toMillis());
    config.setValidationTimeout(attempt.toMillis());
    config.setInitializationFailTimeout(-1);
    config.setExceptionOverride(new LivingConnections());
    return new HikariDataSource(config);
  }

  private static Kind kind(HikariDataSource pool, Duration patience) {
    FairConnections connections =
        new FairConnections(pool, (Sessions) pool.getDataSource(), patience);
    return new Kind(connections, new Sql(DSL.using(connections, SQLDialect.POSTGRES), patience));
  }

  private void connect() {
    ordinary.sql.call(dsl -> dsl.selectOne().fetch());
  }

  /** What the server is. */
  Engine engine() {
    return engine;
  }

  /** The plain connections, as a data source. */
  HikariDataSource source() {
    return plain;
  }

  /** Plain connections. */
  Kind ordinary() {
    return ordinary;
  }

  /** Connections for statements that are planned once; plain ones where there are few. */
  Kind plannedOnce() {
    return plannedOnce;
  }

  /** The present states of the pools. */
  Stream<DatabaseState.Pool> states() {
    return Stream.of(ordinary, plannedOnce).distinct().map(kind -> kind.connections.state());
  }

  @Override
  public void close() {
    generic.ifPresent(HikariDataSource::close);
    plain.close();
  }
}
