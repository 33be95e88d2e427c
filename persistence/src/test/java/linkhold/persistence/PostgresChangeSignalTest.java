package linkhold.persistence;

import static linkhold.persistence.schema.Tables.REVISIONS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import linkhold.domain.AccountId;
import linkhold.domain.ChangeSignal.Watch;
import linkhold.domain.Patience;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.tools.jdbc.MockConnection;
import org.jooq.tools.jdbc.MockDataProvider;
import org.jooq.tools.jdbc.MockResult;
import org.junit.jupiter.api.Test;

/** A change signal over a database whose one account changes between any two polls. */
final class PostgresChangeSignalTest {

  private final AccountId account = new AccountId(1);
  private final AtomicInteger looks = new AtomicInteger();
  private final LinkedBlockingQueue<Boolean> signals = new LinkedBlockingQueue<>();

  @Test
  void anErrorWhileLookingIsNotTheEndOfIt() throws Exception {
    MockDataProvider failing =
        _ -> {
          if (looks.incrementAndGet() % 2 == 0) {
            throw new OutOfMemoryError("as far as this test is concerned");
          }
          return answer();
        };
    try (PostgresChangeSignal changeSignal = changeSignal(failing);
        Watch _ = changeSignal.watch(account, () -> signals.add(true))) {
      for (int i = 0; i < 3; i++) {
        assertNotNull(signals.poll(Patience.seconds(30), TimeUnit.SECONDS), "a signal");
      }
    }
  }

  @Test
  void aListenerThatFailsSilencesNoOther() throws Exception {
    MockDataProvider changing =
        _ -> {
          looks.incrementAndGet();
          return answer();
        };
    Runnable broken =
        () -> {
          throw new AssertionError("as far as this test is concerned");
        };
    try (PostgresChangeSignal changeSignal = changeSignal(changing);
        Watch _ = changeSignal.watch(account, broken);
        Watch _ = changeSignal.watch(account, () -> signals.add(true))) {
      for (int i = 0; i < 3; i++) {
        assertNotNull(signals.poll(Patience.seconds(30), TimeUnit.SECONDS), "a signal");
      }
    }
  }

  @Test
  void aMachineThatDoesNotAnswerSilencesItsOwnAccountsOnly() throws Exception {
    AccountId other = new AccountId(account.value() + 1);
    CountDownLatch end = new CountDownLatch(1);
    MockDataProvider citus =
        context -> {
          if (context.sql().contains("pg_dist_placement")) {
            return nodes(account, other);
          }
          if (context.bindings()[0].equals("{" + account.value() + "}")) {
            awaitUninterruptibly(end);
          }
          looks.incrementAndGet();
          return answer(other);
        };
    Sql sql = sql(citus);
    var signals = new LinkedBlockingQueue<AccountId>();
    try (PostgresChangeSignal signal =
            new PostgresChangeSignal(sql, new Nodes(sql, TestCitus.engine(true)));
        Watch _ = signal.watch(account, () -> signals.add(account));
        Watch _ = signal.watch(other, () -> signals.add(other))) {
      for (int i = 0; i < 3; i++) {
        assertEquals(other, signals.poll(Patience.seconds(30), TimeUnit.SECONDS), "a signal");
      }
      end.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Each account on a machine of its own. */
  private static MockResult[] nodes(AccountId... accounts) {
    DSLContext dsl = DSL.using(SQLDialect.POSTGRES);
    Field<Long> id = DSL.field("id", SQLDataType.BIGINT);
    Field<Integer> group = DSL.field("groupid", SQLDataType.INTEGER);
    var rows = dsl.newResult(id, group);
    for (int i = 0; i < accounts.length; i++) {
      rows.add(dsl.newRecord(id, group).values(accounts[i].value(), i + 1));
    }
    return new MockResult[] {new MockResult(accounts.length, rows)};
  }

  private static PostgresChangeSignal changeSignal(MockDataProvider database) {
    Sql sql = sql(database);
    return new PostgresChangeSignal(sql, new Nodes(sql, TestCitus.engine(false)));
  }

  private static Sql sql(MockDataProvider database) {
    return new Sql(
        DSL.using(new MockConnection(database), SQLDialect.POSTGRES), Duration.ofSeconds(1));
  }

  private MockResult[] answer() {
    return answer(account);
  }

  private MockResult[] answer(AccountId changed) {
    DSLContext dsl = DSL.using(SQLDialect.POSTGRES);
    var rows = dsl.newResult(REVISIONS.ACCOUNT_ID, REVISIONS.EPOCH, REVISIONS.REVISION);
    rows.add(
        dsl.newRecord(REVISIONS.ACCOUNT_ID, REVISIONS.EPOCH, REVISIONS.REVISION)
            .values(changed.value(), 1L, looks.longValue()));
    return new MockResult[] {new MockResult(1, rows)};
  }
}
