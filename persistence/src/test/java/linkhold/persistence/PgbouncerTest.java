package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import linkhold.domain.UnavailableException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** All contracts on PostgreSQL, through a pgbouncer in transaction mode. */
final class PgbouncerTest extends DatabaseStoresTest {

  private final DatabaseSettings behind = TestPostgres.newSettings();
  private final Pgbouncer pooler = Pgbouncer.start(behind);

  @Override
  DatabaseSettings newDatabase() {
    return pooler.settings();
  }

  @AfterAll
  @Override
  public void closeStores() {
    super.closeStores();
    pooler.close();
  }

  @Override
  public int steps() {
    return 300;
  }

  @Test
  void aStatementAndALockEndInTimeAndNothingIsLeftInTheSessionsOfOthers() throws Exception {
    DatabaseSettings through = pooler.settings();
    DatabaseSettings impatient =
        new DatabaseSettings(
            through.jdbcUrl(),
            through.user(),
            through.password(),
            4,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofMillis(200));
    try (Database hurried = Database.open(impatient, Clock.systemUTC())) {
      AccountId account = hurried.accounts().add("hurried").id();
      LinkDraft draft = LinkDraft.of(LinkUrl.parse("https://example.com/"));
      try (Connection other = connect(behind);
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("select from revisions for update");
        assertThrows(UnavailableException.class, () -> hurried.links().save(account, draft));
        other.rollback();
      }
      assertEquals(1, hurried.links().save(account, draft).link().revision());
    }
    try (Connection other = connect(through);
        Statement statement = other.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select current_setting('lock_timeout'), current_setting('statement_timeout')")) {
      row.next();
      assertEquals(List.of("0", "0"), List.of(row.getString(1), row.getString(2)));
    }
  }

  @Test
  void nothingIsPreparedUnderAName() throws Exception {
    AccountId account = stores().accounts().add("unnamed").id();
    for (int i = 0; i < 50; i++) {
      stores().links().save(account, LinkDraft.of(LinkUrl.parse("https://example.com/" + i)));
      assertTrue(stores().links().find(account, i + 1).isPresent());
    }
    try (Connection other = connect(pooler.settings());
        Statement statement = other.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from pg_prepared_statements")) {
      row.next();
      assertEquals(0, row.getInt(1));
    }
  }

  private static Connection connect(DatabaseSettings settings) throws Exception {
    return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }
}
