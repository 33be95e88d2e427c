package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import linkhold.domain.AccountId;
import linkhold.domain.ChangeOrderContract;
import linkhold.domain.ChangeSignal.Watch;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import linkhold.domain.NotFoundException;
import linkhold.domain.Patience;
import linkhold.domain.Precondition;
import linkhold.domain.Stores;
import linkhold.domain.UnavailableException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two servers over one database. */
final class PostgresSyncTest implements ChangeOrderContract {

  private static Database first;
  private static Database second;

  @BeforeAll
  static void open() {
    DatabaseSettings settings = TestPostgres.newSettings();
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
    var signals = new LinkedBlockingQueue<Boolean>();
    try (Watch _ = second.changeSignal().watch(account, () -> signals.add(true))) {
      for (int i = 1; i <= 3; i++) {
        signals.clear();
        saveAndAwaitSignal(first, second, account, i, signals);
      }
    }
  }

  @Test
  void aWatchOutlivesTheDatabasesAbsence() throws Exception {
    DatabaseSettings usual = TestPostgres.newSettings();
    DatabaseSettings impatient =
        new DatabaseSettings(
            usual.jdbcUrl(),
            usual.user(),
            usual.password(),
            2,
            Duration.ofMillis(500),
            usual.statementTimeout(),
            usual.lockTimeout());
    try (Database database = Database.open(impatient, CLOCK)) {
      database.migrate();
      AccountId account = database.accounts().add("watched").id();
      var signals = new LinkedBlockingQueue<Boolean>();
      try (Watch _ = database.changeSignal().watch(account, () -> signals.add(true))) {
        saveAndAwaitSignal(database, database, account, 1, signals);

        asOwner(usual, "alter database %s allow_connections false");
        asOwner(
            usual, "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'");
        // Each of these waits for the database in vain, and so does a poll meanwhile.
        for (int i = 0; i < 3; i++) {
          assertFalse(database.isReady());
        }
        asOwner(usual, "alter database %s allow_connections true");
        Patience.await("readiness", database::isReady);

        signals.clear();
        saveAndAwaitSignal(database, database, account, 2, signals);
      }
    }
  }

  @Test
  void aLockedAccountDoesNotPreventThePurgeOfOthers() throws Exception {
    DatabaseSettings usual = TestPostgres.newSettings();
    DatabaseSettings impatient =
        new DatabaseSettings(
            usual.jdbcUrl(),
            usual.user(),
            usual.password(),
            2,
            usual.connectionTimeout(),
            usual.statementTimeout(),
            Duration.ofMillis(100));
    try (Database database = Database.open(impatient, CLOCK)) {
      database.migrate();
      for (String name : List.of("held", "free")) {
        AccountId account = database.accounts().add(name).id();
        database.links().save(account, LinkDraft.of(LinkUrl.parse("https://example.com/")));
        database.links().delete(account, 1, Precondition.NONE);
      }
      AccountId held = database.accounts().find("held").orElseThrow().id();
      AccountId free = database.accounts().find("free").orElseThrow().id();
      Instant now = CLOCK.instant();
      try (Connection other =
              DriverManager.getConnection(usual.jdbcUrl(), usual.user(), usual.password());
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute(
            "select from revisions where account_id = " + held.value() + " for update");

        assertThrows(UnavailableException.class, () -> database.sync().purge(now));
        other.rollback();
      }
      assertThrows(
          NotFoundException.class, () -> database.links().delete(free, 1, Precondition.NONE));
      assertEquals(1, database.sync().purge(now));
    }
  }

  @Test
  void aPurgeThatIsInterruptedEndsBeforeTheNextAccount() {
    AccountId account = newAccount();
    first.links().save(account, LinkDraft.of(LinkUrl.parse("https://example.com/")));
    first.links().delete(account, 1, Precondition.NONE);
    Instant now = CLOCK.instant();

    Thread.currentThread().interrupt();
    assertThrows(UnavailableException.class, () -> first.sync().purge(now));

    assertTrue(Thread.interrupted());
    assertTrue(first.sync().purge(now) > 0, "it was left to be done");
  }

  /**
   * Saves a link on one server, and reads from the other at each signal until the link is there.
   */
  private static void saveAndAwaitSignal(
      Database writer,
      Database reader,
      AccountId account,
      int number,
      LinkedBlockingQueue<Boolean> signals)
      throws InterruptedException {
    writer.links().save(account, LinkDraft.of(LinkUrl.parse("https://example.com/" + number)));
    do {
      assertNotNull(signals.poll(Patience.seconds(30), TimeUnit.SECONDS), "a signal");
    } while (reader.links().version(account).revision() < number);
  }

  /** Changes a database by another connection. */
  private static void asOwner(DatabaseSettings settings, String command) throws SQLException {
    String database = settings.jdbcUrl().replaceFirst(".*/(\\w+)(\\?.*)?$", "$1");
    String elsewhere = settings.jdbcUrl().replaceFirst("/\\w+(\\?|$)", "/postgres$1");
    try (Connection connection =
            DriverManager.getConnection(elsewhere, settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(command.formatted(database));
    }
  }
}
