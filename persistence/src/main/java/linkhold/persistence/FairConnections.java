package linkhold.persistence;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.time.Duration;
import linkhold.domain.UnavailableException;
import linkhold.persistence.sharing.FairSemaphore;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DataSourceConnectionProvider;

/**
 * The connections of a pool, to whoever waits for longest. The pool itself gives a free one to
 * whoever happens to ask, and those who wait in it do so with a time limit each (see {@link
 * FairSemaphore}); so nobody waits there but for a new connection.
 */
final class FairConnections extends DataSourceConnectionProvider {

  private final FairSemaphore free;

  /**
   * The connections of {@code pool}.
   *
   * @param patience how long to wait for one
   */
  FairConnections(HikariDataSource pool, Duration patience) {
    super(pool);
    this.free = new FairSemaphore(pool.getMaximumPoolSize(), patience);
  }

  /**
   * A connection.
   *
   * @throws UnavailableException when none becomes free in time
   * @throws DataAccessException when the database gives none
   */
  @Override
  public Connection acquire() {
    free.acquire();
    boolean acquired = false;
    try {
      Connection connection = super.acquire();
      acquired = true;
      return connection;
    } finally {
      if (!acquired) {
        free.release();
      }
    }
  }

  @Override
  public void release(Connection connection) {
    try {
      super.release(connection);
    } finally {
      free.release();
    }
  }
}
