package linkhold.persistence;

import java.sql.Connection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Stream;
import linkhold.domain.AccountId;
import linkhold.domain.Version;

/**
 * A copy of the database that PostgreSQL keeps up to date, with some delay. It answers the reads of
 * an account when it has the account's newest version. The primary is asked for that version, which
 * is far less work for it than the read. So a read shows all that was committed before it, through
 * any server, and a copy that is late, away or of another database causes no error
 * (docs/decisions/0050-read-replicas.md).
 */
final class Replica implements AutoCloseable {

  /** Who made a read, and why. */
  enum Choice {
    CURRENT("replica", "current"),
    BEHIND("primary", "behind"),
    AWAY("primary", "away"),
    BUSY("primary", "busy"),
    FAILED("primary", "failed");

    private final String server;
    private final String reason;

    Choice(String server, String reason) {
      this.server = server;
      this.reason = reason;
    }
  }

  private final Pools pools;
  private final Semaphore ordinary;
  private final Semaphore plannedOnce;
  private final ReplicaWatch watch;
  private final Function<AccountId, Optional<Version>> newest;
  private final Map<Choice, LongAdder> choices = new EnumMap<>(Choice.class);

  /**
   * The replica that {@code settings} name. Nothing waits for it to answer.
   *
   * @param newest the versions of accounts, by the primary
   */
  Replica(DatabaseSettings settings, Function<AccountId, Optional<Version>> newest) {
    DatabaseSettings impatient =
        new DatabaseSettings(
            settings.jdbcUrl(),
            settings.user(),
            settings.password(),
            settings.connections(),
            Pools.SHORTEST_ATTEMPT,
            settings.statementTimeout(),
            settings.lockTimeout());
    this.newest = newest;
    for (Choice choice : Choice.values()) {
      choices.put(choice, new LongAdder());
    }
    this.pools = new Pools("linkhold-replica", impatient, Pools.SHORTEST_ATTEMPT, 0);
    this.ordinary = new Semaphore(pools.ordinary().connections().size());
    this.plannedOnce =
        pools.plannedOnce().equals(pools.ordinary())
            ? ordinary
            : new Semaphore(pools.plannedOnce().connections().size());
    this.watch = new ReplicaWatch(new Sessions(impatient, pools.engine()));
  }

  /** Plain reads, which {@code primary} makes when this replica cannot. */
  AccountReads or(Sql primary) {
    return new ReplicaReads(this, pools.ordinary().sql(), ordinary, primary);
  }

  /** Reads that are planned once, which {@code primary} makes when this replica cannot. */
  AccountReads orPlannedOnce(Sql primary) {
    return new ReplicaReads(this, pools.plannedOnce().sql(), plannedOnce, primary);
  }

  /** Whether it answers. */
  boolean answers() {
    return watch.answers();
  }

  /** The account's newest version, by the primary; empty when there is no such account. */
  Optional<Version> newest(AccountId account) {
    return newest.apply(account);
  }

  /** Runs {@code work} with a connection to the replica, which is cut when it hangs. */
  <T> T whileAnswering(Connection connection, Callable<T> work) throws Exception {
    return watch.using(connection, work);
  }

  /** Notes that a read failed there. */
  void failed(RuntimeException failure) {
    watch.doubt(failure);
  }

  /** Counts a read. */
  void count(Choice choice) {
    Objects.requireNonNull(choices.get(choice)).increment();
  }

  /** Its present state, and counts of the reads so far. */
  DatabaseState.Replica state() {
    return new DatabaseState.Replica(
        watch.answers(),
        choices.entrySet().stream()
            .map(entry ->
                new DatabaseState.Reads(
                    entry.getKey().server, entry.getKey().reason, entry.getValue().sum()))
            .toList());
  }

  /** The states of its pools. */
  Stream<DatabaseState.Pool> pools() {
    return pools.states();
  }

  @Override
  public void close() {
    watch.close();
    pools.close();
  }
}
