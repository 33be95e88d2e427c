package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import org.junit.jupiter.api.Test;

/** The plans of lists after a large import. */
final class StatisticsTest {

  private static final int BATCH = 1_000;

  private static final String LIST =
      "prepare list (bigint) as select * from links where account_id = $1 and not deleted"
          + " order by created_at desc, id desc limit 50";

  @Test
  void aPlanThatWasMadeDuringAnImportIsNotKeptAfterIt() throws SQLException {
    DatabaseSettings settings = TestPostgres.newSettingsOfPlain();
    try (Database database = TestPostgres.migrated(settings, Clock.systemUTC());
        Connection server =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = server.createStatement()) {
      statement.execute("alter table links set (autovacuum_enabled = off)");
      statement.execute("set plan_cache_mode = force_generic_plan");
      AccountId account = database.accounts().add("ann").id();
      String before = "";

      for (int done = 0; done < Statistics.FIRST; done += BATCH) {
        assertEquals(-1, knownLinks(statement), "not before it is worth it");
        database.links().save(account, drafts(done));
        if (done == Statistics.FIRST / 2) {
          statement.execute(LIST);
          before = planOf(statement, account);
        }
      }
      assertEquals(Statistics.FIRST, knownLinks(statement));
      String after = planOf(statement, account);
      assertTrue(before.contains("Sort"), before);
      assertFalse(after.contains("Sort"), after);

      for (int done = Statistics.FIRST; done < 2 * Statistics.FIRST; done += BATCH) {
        assertEquals(Statistics.FIRST, knownLinks(statement), "not at each import");
        database.links().save(account, drafts(done));
      }
      assertEquals(2 * Statistics.FIRST, knownLinks(statement));
    }
  }

  private static List<LinkDraft> drafts(int first) {
    List<LinkDraft> drafts = new ArrayList<>();
    for (int n = first; n < first + BATCH; n++) {
      drafts.add(LinkDraft.of(LinkUrl.parse("https://example.com/" + n)));
    }
    return drafts;
  }

  private static long knownLinks(Statement statement) throws SQLException {
    try (var row =
        statement.executeQuery("select reltuples from pg_class where oid = 'links'::regclass")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static String planOf(Statement statement, AccountId account) throws SQLException {
    StringBuilder plan = new StringBuilder();
    try (var rows = statement.executeQuery("explain execute list(" + account.value() + ")")) {
      while (rows.next()) {
        plan.append(rows.getString(1)).append('\n');
      }
    }
    return plan.toString();
  }
}
