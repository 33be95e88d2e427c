package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import linkhold.domain.AccountId;
import linkhold.domain.ChangeOrderContract;
import linkhold.domain.Doorbell.Watch;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import linkhold.domain.Stores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two servers over one database. */
final class PostgresSyncTest implements ChangeOrderContract {

  private static DatabaseSettings settings;
  private static Database first;
  private static Database second;

  @BeforeAll
  static void open() {
    DatabaseSettings usual = TestPostgres.newSettings();
    settings =
        new DatabaseSettings(
            usual.jdbcUrl(),
            usual.user(),
            usual.password(),
            usual.connections(),
            Duration.ofMillis(500),
            usual.statementTimeout(),
            usual.lockTimeout());
    first = Database.open(settings, CLOCK);
    first.migrate();
    second = Database.open(settings, CLOCK);
  }

  @AfterAll
  static void close() {
    first.close();
    second.close();
  }

  @Override
  public Stores stores() {
    return first;
  }

  @Override
  public List<Stores> servers() {
    return List.of(first, second);
  }

  @Test
  void aChangeThatOneServerMakesRingsAtTheOther() throws Exception {
    AccountId account = newAccount();
    var rings = new LinkedBlockingQueue<Boolean>();
    try (Watch _ = second.doorbell().watch(account, () -> rings.add(true))) {
      for (int i = 1; i <= 3; i++) {
        rings.clear();
        save(account, i);
        awaitRevision(account, i, rings);
      }
    }
  }

  @Test
  void aWatchOutlivesTheDatabasesAbsence() throws Exception {
    AccountId account = newAccount();
    var rings = new LinkedBlockingQueue<Boolean>();
    try (Watch _ = second.doorbell().watch(account, () -> rings.add(true))) {
      save(account, 1);
      awaitRevision(account, 1, rings);

      asOwner("alter database %s allow_connections false");
      asOwner("select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'");
      // Each of these waits for the database in vain, and so does a look meanwhile.
      for (int i = 0; i < 3; i++) {
        assertFalse(second.isReady());
      }
      asOwner("alter database %s allow_connections true");

      rings.clear();
      save(account, 2);
      awaitRevision(account, 2, rings);
    }
  }

  private static void save(AccountId account, int number) {
    first.links().save(account, LinkDraft.of(LinkUrl.parse("https://example.com/" + number)));
  }

  private static void awaitRevision(
      AccountId account, long revision, LinkedBlockingQueue<Boolean> rings)
      throws InterruptedException {
    do {
      assertNotNull(rings.poll(30, TimeUnit.SECONDS), "it rings");
    } while (second.links().version(account).revision() < revision);
    assertEquals(revision, second.links().version(account).revision());
  }

  /** Does something to the database from outside of it. */
  private static void asOwner(String command) throws SQLException {
    String database = settings.jdbcUrl().replaceFirst(".*/(\\w+)(\\?.*)?$", "$1");
    String elsewhere = settings.jdbcUrl().replaceFirst("/\\w+(\\?|$)", "/postgres$1");
    try (Connection connection =
            DriverManager.getConnection(elsewhere, settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(command.formatted(database));
    }
  }
}
