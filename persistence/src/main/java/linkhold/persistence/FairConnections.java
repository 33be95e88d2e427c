package linkhold.persistence;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import linkhold.domain.UnavailableException;
import linkhold.persistence.sharing.CallDeadline;
import linkhold.persistence.sharing.FairSemaphore;
import org.jooq.ConnectionProvider;
import org.jooq.exception.DataAccessException;

/**
 * Gives out the connections of a pool, first come, first served. The pool by itself gives a free
 * one to whichever call asks next: with 256 clients for 5 connections, one call in a thousand
 * waited for 4 seconds, the whole measurement; here the longest wait was 0.2 to 0.5 seconds
 * (docs/decisions/0020-outages.md). So a call waits in the pool itself only for a new connection.
 */
final class FairConnections implements ConnectionProvider {

  private final HikariDataSource pool;
  private final Sessions sessions;
  private final Duration patience;
  private final FairSemaphore free;

  /**
   * The connections of {@code pool}, which {@code sessions} makes.
   *
   * @param patience how long to wait for one without a {@link CallDeadline}; up to the pool's own
   *     timeout longer
   */
  FairConnections(HikariDataSource pool, Sessions sessions, Duration patience) {
    this.pool = pool;
    this.sessions = sessions;
    this.patience = patience;
    this.free = new FairSemaphore(pool.getMaximumPoolSize(), patience);
  }

  /** The present state of the connections. */
  DatabaseState.Pool state() {
    HikariPoolMXBean bean = pool.getHikariPoolMXBean();
    return new DatabaseState.Pool(
        pool.getPoolName(),
        pool.getMaximumPoolSize(),
        bean == null ? 0 : bean.getActiveConnections(),
        bean == null ? 0 : bean.getIdleConnections(),
        free.waiting());
  }

  /** How many there may be. */
  int size() {
    return pool.getMaximumPoolSize();
  }

  /**
   * A connection.
   *
   * @throws UnavailableException when none becomes free in time, or none can be opened; at once
   *     when PostgreSQL refuses the login, since waiting does not help
   */
  @Override
  public Connection acquire() {
    long end = CallDeadline.end(patience);
    free.acquire();
    boolean acquired = false;
    try {
      Connection connection = connect(end);
      acquired = true;
      return connection;
    } finally {
      if (!acquired) {
        free.release();
      }
    }
  }

  private Connection connect(long end) {
    while (true) {
      try {
        return begun(pool.getConnection());
      } catch (SQLException e) {
        if (System.nanoTime() - end >= 0
            || sessions.isRefused()
            || Thread.currentThread().isInterrupted()
            || pool.isClosed()) {
          throw new UnavailableException(
              "The database is not available.", sessions.lastFailure().orElse(e));
        }
      }
    }
  }

  private Connection begun(Connection connection) throws SQLException {
    try {
      sessions.begin(connection);
      return connection;
    } catch (SQLException | RuntimeException | Error e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Takes a connection back.
   *
   * @throws DataAccessException when what was done with it could not be committed
   */
  @Override
  public void release(Connection connection) {
    try (connection) {
      Sessions.end(connection);
    } catch (SQLException e) {
      throw new DataAccessException("The connection could not be given back.", e);
    } finally {
      free.release();
    }
  }
}
