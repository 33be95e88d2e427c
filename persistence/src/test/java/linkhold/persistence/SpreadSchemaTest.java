package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import linkhold.domain.Account;
import linkhold.domain.AccountFeed.Entry;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import linkhold.domain.Patience;
import linkhold.domain.Webhook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the tables get onto the machines of Citus. */
final class SpreadSchemaTest {

  private static final String WHERE =
      """
      select string_agg(format('%s %s%s', logicalrelid, partmethod, repmodel), ', '
        order by logicalrelid::text)
      from pg_dist_partition join pg_class on oid = logicalrelid
      where relname in ('account_feed', 'account_feed_counter', 'webhooks')
      """;

  private final DatabaseSettings settings = TestPostgres.newSettingsOfPlain();

  @BeforeEach
  void look() {
    FakeCitus.into(settings);
  }

  @Test
  void theFeedAndTheWebhooksOfTheVersionBeforeMoveToTheCoordinator() throws SQLException {
    List<Entry> entries;
    List<Webhook> webhooks;
    try (Database database = TestPostgres.migrated(settings, Clock.systemUTC())) {
      Account account = database.accounts().add("ada");
      database.links().save(account.id(), LinkDraft.of(LinkUrl.parse("https://example.com/")));
      Patience.await("the feed", () -> !feed(database).isEmpty());
      entries = feed(database);
      for (int i = 1; i <= 3; i++) {
        database.webhooks().add("https://example.com/" + i, Webhook.newSecret());
      }
      database.webhooks().remove(3);
      webhooks = database.webhooks().list();
    }
    execute(
        "update pg_dist_partition set repmodel = 't'"
            + " where logicalrelid::text in ('account_feed', 'account_feed_counter', 'webhooks')");

    try (Database database = TestPostgres.migrated(settings, Clock.systemUTC())) {
      assertEquals("account_feed ns, account_feed_counter ns, webhooks ns", text(WHERE));
      assertEquals(entries, feed(database));
      assertEquals(webhooks, database.webhooks().list());
      Webhook added = database.webhooks().add("https://example.com/4", Webhook.newSecret());
      assertEquals(4, added.id(), "no id is used again");
      database.migrate();
      assertEquals(entries, feed(database), "nothing is moved twice");
    }
  }

  private static List<Entry> feed(Database database) {
    return database.feed().read(Optional.empty(), 10).entries();
  }

  @Test
  void aWorkerDoesNotBeginWhatOnlyTheCoordinatorCan() throws SQLException {
    execute("update pg_dist_local_group set groupid = 1");
    try (Database database = Database.open(settings, Clock.systemUTC())) {
      SchemaException refused = assertThrows(SchemaException.class, database::migrate);
      assertTrue(
          String.valueOf(refused.getMessage()).contains("coordinator"), refused.getMessage());
      assertEquals("0", text("select count(*) from pg_tables where schemaname = 'public'"));

      execute("update pg_dist_local_group set groupid = 0");
      database.migrate();
      execute("update pg_dist_local_group set groupid = 1");
      database.migrate();
      assertTrue(database.isReady());
    }
  }

  private void execute(String command) throws SQLException {
    RunningPostgres.execute(settings, command);
  }

  private String text(String query) throws SQLException {
    return RunningPostgres.text(settings, query);
  }
}
