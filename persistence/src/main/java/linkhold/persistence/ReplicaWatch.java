package linkhold.persistence;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import linkhold.domain.UnavailableException;
import linkhold.persistence.schema.SchemaHistory;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * Finds out whether a replica answers, so that no call has to. It asks twice a second, by a
 * connection of its own, and four seconds after a failure again. When no answer comes in time, the
 * connections in use are cut, by which their calls end. A long read is no failure.
 */
final class ReplicaWatch implements AutoCloseable {

  private static final Logger LOG = System.getLogger(ReplicaWatch.class.getName());

  /** How long from one question to the next while the replica answers. */
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

  /** How long the replica is left alone when it did not answer. */
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(4);

  /** How long an answer may take. */
  private static final Duration LIMIT = Duration.ofMillis(500);

  private static final Set<String> MIGRATIONS = Set.of(SchemaHistory.COMPLETE.split(", "));

  private final Sessions sessions;
  private final Set<Connection> used = ConcurrentHashMap.newKeySet();
  private final Semaphore doubts = new Semaphore(0);
  private final Thread thread;
  private volatile boolean answers;

  // Of the thread alone.
  private @Nullable Connection own;
  private boolean hasNoted;

  /** Watches the replica that {@code sessions} connects to; until its first answer it is away. */
  ReplicaWatch(Sessions sessions) {
    this.sessions = sessions;
    this.thread = Thread.ofVirtual().name("replica").start(this::watch);
  }

  /** Whether the replica answered when it was asked last, and has the tables of this program. */
  boolean answers() {
    return answers;
  }

  /** Has the replica asked again soon, since a call failed there. */
  void doubt(RuntimeException failure) {
    LOG.log(Level.DEBUG, "A read failed on the replica; the primary makes it", failure);
    doubts.release();
  }

  /** Runs {@code work} with a connection, which is cut when the replica does not answer. */
  <T> T using(Connection connection, Callable<T> work) throws Exception {
    used.add(connection);
    try {
      return work.call();
    } finally {
      used.remove(connection);
    }
  }

  private void watch() {
    try {
      while (true) {
        SQLException failure = failure();
        doubts.drainPermits();
        note(failure);
        if (failure != null) {
          cut();
        }
        if (failure == null) {
          doubts.tryAcquire(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } else {
          Thread.sleep(RETRY_INTERVAL);
        }
      }
    } catch (InterruptedException e) {
      // closed
    } finally {
      answers = false;
      disconnect();
    }
  }

  /** Asks the replica; null when it answers as it should. */
  private @Nullable SQLException failure() {
    try {
      Connection connection = own == null ? sessions.getConnection() : own;
      own = connection;
      connection.setNetworkTimeout(Runnable::run, (int) LIMIT.toMillis());
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(SchemaHistory.QUERY)) {
        row.next();
        String done = String.valueOf(row.getString(1));
        return Set.of(done.split(", ")).containsAll(MIGRATIONS)
            ? null
            : new SQLException("Its tables are those of an older Linkhold.");
      }
    } catch (SQLException e) {
      disconnect();
      return e;
    }
  }

  private void note(@Nullable SQLException failure) {
    if (failure == null) {
      if (!answers) {
        LOG.log(Level.INFO, "The replica answers, and makes reads");
      }
    } else if ((answers || !hasNoted) && !Thread.currentThread().isInterrupted()) {
      LOG.log(
          Level.WARNING,
          "The replica cannot be used, so the primary makes all reads: "
              + new UnavailableException("", failure).reason());
    }
    hasNoted = true;
    answers = failure == null;
  }

  /** Ends the calls that wait for the replica. */
  private void cut() {
    for (Connection connection : used) {
      try {
        connection.unwrap(PgConnection.class).abort(Runnable::run);
      } catch (SQLException e) {
        // It has been closed meanwhile.
      }
    }
  }

  private void disconnect() {
    Connection connection = own;
    own = null;
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It is gone.
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
