package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import linkhold.domain.Account;
import linkhold.domain.AccountFeed;
import linkhold.domain.AccountFeed.Entry;
import linkhold.domain.AccountFeed.Page;
import linkhold.domain.AccountFeed.Position;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import linkhold.domain.Patience;
import linkhold.domain.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The feed by the statements for Citus, read by several servers at once. */
final class SpreadFeedTest {

  private static final int ACCOUNTS = 6;
  private static final int ROUNDS = 30;

  private final DatabaseSettings settings = TestPostgres.newSettingsOfPlain();
  private final List<Account> accounts = new ArrayList<>();
  private Database database;
  private Database other;

  @BeforeEach
  void open() {
    FakeCitus.into(settings);
    database = TestPostgres.migrated(settings, Clock.systemUTC());
    other = TestPostgres.migrated(settings, Clock.systemUTC());
    for (int i = 0; i < ACCOUNTS; i++) {
      accounts.add(database.accounts().add("account-" + i));
    }
  }

  @AfterEach
  void close() {
    database.close();
    other.close();
  }

  @Test
  void eachVersionComesOnceAndNoneGoesBackWhicheverServerNoticesIt() throws Exception {
    change();
    awaitNoticed();
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Map<String, Version>>> seen = new ArrayList<>();
      for (AccountFeed feed : List.of(database.feed(), database.feed(), other.feed())) {
        seen.add(readers.submit(() -> followed(feed)));
      }
      for (int round = 0; round < ROUNDS; round++) {
        change();
      }
      for (Future<Map<String, Version>> each : seen) {
        assertEquals(versions(), each.get());
      }
    }
  }

  /** Reads until all changes are there; the versions then. */
  private Map<String, Version> followed(AccountFeed feed) {
    Map<String, Version> seen = new HashMap<>();
    var position = new AtomicReference<>(Optional.<Position>empty());
    Patience.await(
        "all changes in the feed",
        () -> {
          Page page = feed.read(position.get(), 4);
          for (Entry entry : page.entries()) {
            Version before = seen.put(entry.account(), entry.version());
            if (before != null && before.revision() >= entry.version().revision()) {
              throw new AssertionError(entry + " came after " + before);
            }
          }
          position.set(Optional.of(page.next()));
          return seen.size() == ACCOUNTS
              && seen.values().stream().allMatch(version -> version.revision() == ROUNDS + 1);
        });
    return seen;
  }

  @Test
  void whatAServerOfTheVersionBeforeHasNoticedKeepsItsNumber() throws SQLException {
    change();
    Position position = awaitNoticed();
    change();
    execute(
        """
        insert into account_feed (account_id, epoch, revision, sequence)
        select account_id, epoch, revision, 100 + account_id from revisions
        on conflict (account_id) do update
        set revision = excluded.revision, sequence = excluded.sequence;
        update account_feed_counter set sequence = (select max(sequence) from account_feed)
        """);
    awaitNoticed();

    List<Entry> entries = database.feed().read(Optional.of(position), 100).entries();
    assertEquals(ACCOUNTS, entries.size());
    for (int i = 0; i < ACCOUNTS; i++) {
      assertEquals(100 + accounts.get(i).id().value(), entries.get(i).sequence());
      assertEquals(2, entries.get(i).version().revision());
    }
    change();
    awaitNoticed();
    assertEquals(versions(), versions(database.feed().read(Optional.of(position), 100).entries()));
  }

  @Test
  void aRemovedAccountLeavesNothing() throws SQLException {
    change();
    awaitNoticed();
    accounts.forEach(account -> database.accounts().remove(account.name()));
    assertEquals(
        "0", text("select (select count(*) from account_feed) + count(*) from noticed_versions"));
  }

  private void change() {
    for (Account account : accounts) {
      String url = "https://example.com/" + database.links().version(account.id()).revision();
      database.links().save(account.id(), LinkDraft.of(LinkUrl.parse(url)));
    }
  }

  /** Reads until every version is noted beside its account; where the feed ends then. */
  private Position awaitNoticed() {
    Patience.await(
        "the versions beside the accounts",
        () -> {
          database.feed().read(Optional.empty(), 1);
          return text("select count(*) from revisions join noticed_versions"
                  + " using (account_id, epoch, revision)")
              .equals(String.valueOf(ACCOUNTS));
        });
    Page all = database.feed().read(Optional.empty(), 100);
    assertEquals(ACCOUNTS, all.entries().size(), "an account comes once");
    return all.next();
  }

  private Map<String, Version> versions() {
    Map<String, Version> versions = new HashMap<>();
    accounts.forEach(
        account -> versions.put(account.name(), database.links().version(account.id())));
    return versions;
  }

  private static Map<String, Version> versions(List<Entry> entries) {
    Map<String, Version> versions = new HashMap<>();
    entries.forEach(entry -> versions.put(entry.account(), entry.version()));
    return versions;
  }

  private void execute(String command) throws SQLException {
    RunningPostgres.execute(settings, command);
  }

  private String text(String query) throws SQLException {
    return RunningPostgres.text(settings, query);
  }
}
