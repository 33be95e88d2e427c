package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import linkhold.domain.UnavailableException;
import org.jooq.ConnectionProvider;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

final class SqlTest {

  @Test
  void aTransactionWaitsForAConnectionOnce() {
    var waits = new AtomicInteger();
    ConnectionProvider none =
        new ConnectionProvider() {
          @Override
          public Connection acquire() {
            waits.incrementAndGet();
            throw new UnavailableException("There is no connection.");
          }

          @Override
          public void release(Connection connection) {
            throw new AssertionError("Nothing was taken");
          }
        };
    var sql = new Sql(DSL.using(none, SQLDialect.POSTGRES), Duration.ofSeconds(1));

    assertThrows(
        UnavailableException.class, () -> sql.transaction(dsl -> dsl.selectOne().execute()));

    assertEquals(1, waits.get());
  }
}
