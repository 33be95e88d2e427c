package linkhold.persistence;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import linkhold.domain.AccountFeed.Entry;
import linkhold.domain.AccountFeed.Position;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import linkhold.domain.PageQueue;
import linkhold.domain.Patience;
import linkhold.domain.Precondition;
import linkhold.domain.UnavailableException;
import linkhold.domain.Version;
import linkhold.domain.Webhook;
import linkhold.domain.WebhookStore.Delivery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What works for the other accounts while a machine of Citus is away. */
final class NodeAwayTest {

  private static final int PAIRS = 3;

  private final DatabaseSettings settings = TestPostgres.newSettingsOfPlain();
  private final List<AccountId> ofOne = new ArrayList<>();
  private final List<AccountId> ofTwo = new ArrayList<>();
  private Database database;

  @BeforeEach
  void open() {
    FakeCitus.into(settings);
    database = Database.open(settings, null, Clock.systemUTC(), LinkDraft.Reading.WITHOUT_TITLE);
    database.migrate();
    for (int i = 0; i < 2 * PAIRS; i++) {
      AccountId account = database.accounts().add("account-" + i).id();
      (account.value() % 2 == 0 ? ofOne : ofTwo).add(account);
    }
    assertEquals(PAIRS, ofOne.size());
    all()
        .forEach(account ->
            database.links().save(account, LinkDraft.of(LinkUrl.parse("https://example.com/"))));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private List<AccountId> all() {
    List<AccountId> all = new ArrayList<>(ofOne);
    all.addAll(ofTwo);
    return all;
  }

  @Test
  void thePurgeRemovesTheDeletionsOnOtherMachines() throws SQLException {
    for (AccountId account : all()) {
      database.links().delete(account, 1, Precondition.NONE);
    }
    Instant later = Instant.now().plus(Duration.ofDays(1));
    FakeCitus.setAway(settings, "one", true);
    assertThrows(UnavailableException.class, () -> database.sync().purge(later));
    assertEquals(ids(ofOne), accounts("select account_id from links where deleted"));
    FakeCitus.setAway(settings, "one", false);
    assertEquals(PAIRS, database.sync().purge(later));
    assertEquals(Set.of(), accounts("select account_id from links where deleted"));
  }

  @Test
  void theOthersAreRenewed() throws SQLException {
    FakeCitus.setAway(settings, "two", true);
    assertThrows(UnavailableException.class, () -> database.renew());
    assertEquals(ids(ofOne), accounts("select account_id from renewals"));
    FakeCitus.setAway(settings, "two", false);
    database.renew();
    assertEquals(ids(all()), accounts("select account_id from renewals"));
  }

  @Test
  void thePagesOfTheOthersAreRead() {
    FakeCitus.setAway(settings, "two", true);
    assertEquals(ids(ofOne), due());
    FakeCitus.setAway(settings, "one", true);
    assertThrows(UnavailableException.class, this::due);
    for (String machine : List.of("one", "two")) {
      FakeCitus.setAway(settings, machine, false);
    }
    assertThrows(UnavailableException.class, this::due, "both are left alone for a minute");
  }

  private Set<Long> due() {
    Set<Long> accounts = new TreeSet<>();
    for (PageQueue.Due due : database.pages().due(Set.of(), Set.of(), 2 * PAIRS)) {
      accounts.add(due.account().value());
    }
    return accounts;
  }

  @Test
  void theFeedHasTheOtherMachinesChangesAtOnceAndTheRestLater() {
    List<Entry> feed = new ArrayList<>();
    follow(feed, all());
    change(ofTwo); // and it goes away before anybody reads the feed
    FakeCitus.setAway(settings, "two", true);
    change(ofOne);
    follow(feed, ofOne);
    change(ofOne);
    follow(feed, ofOne);
    FakeCitus.setAway(settings, "two", false);
    follow(feed, ofTwo);

    List<AccountId> expected = all();
    expected.addAll(ofTwo);
    expected.addAll(ofOne);
    expected.addAll(ofOne);
    assertEquals(namesOf(expected), names(feed), "each change came once");
  }

  @Test
  void webhooksAreAddedAndDeliverTheChangesOfTheOthers() {
    FakeCitus.setAway(settings, "two", true);
    Webhook webhook = database.webhooks().add("https://example.com/", Webhook.newSecret());
    change(ofOne);
    assertEquals(namesOf(ofOne), names(receive(ofOne)));
    FakeCitus.setAway(settings, "two", false);
    List<Entry> late = receive(ofTwo);
    assertEquals(namesOf(ofTwo), names(late), "they were saved before it was known");
    FakeCitus.setAway(settings, "one", true);
    database.webhooks().remove(webhook.id());
    assertEquals(List.of(), database.webhooks().list());
  }

  @Test
  void aMachineThatHangsDelaysItsOwnAccountsOnly() throws SQLException {
    List<Entry> feed = new ArrayList<>();
    follow(feed, all());
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_advisory_lock(2)");
      change(all());
      follow(feed, ofOne);
    }
    follow(feed, ofTwo);
    List<AccountId> expected = all();
    expected.addAll(all());
    assertEquals(namesOf(expected), names(feed), "each change came once");
  }

  /** Adds what comes next to the feed until it has the newest versions of the accounts. */
  private void follow(List<Entry> feed, List<AccountId> accounts) {
    Patience.await(
        "the accounts in the feed",
        () -> {
          Position now = database.feed().read(Optional.empty(), 1).next();
          long last = feed.isEmpty() ? 0 : feed.getLast().sequence();
          Optional<Position> since = Optional.of(new Position(now.epoch(), last));
          feed.addAll(database.feed().read(since, 100).entries());
          return versions(feed).containsAll(versionsOf(accounts));
        });
  }

  /** What a webhook receives until it has received the newest versions of the accounts. */
  private List<Entry> receive(List<AccountId> accounts) {
    List<Entry> received = new ArrayList<>();
    Patience.await(
        "the accounts' delivery",
        () -> {
          for (Delivery delivery : database.webhooks().take(1)) {
            received.addAll(delivery.entries());
            database.webhooks().finish(delivery, Optional.empty());
          }
          return versions(received).containsAll(versionsOf(accounts));
        });
    return received;
  }

  private void change(List<AccountId> accounts) {
    for (AccountId account : accounts) {
      String url = "https://example.com/" + database.links().version(account).revision();
      database.links().save(account, LinkDraft.of(LinkUrl.parse(url)));
    }
  }

  private Set<Version> versionsOf(List<AccountId> accounts) {
    return accounts.stream().map(database.links()::version).collect(toSet());
  }

  private static Set<Version> versions(List<Entry> entries) {
    return entries.stream().map(Entry::version).collect(toSet());
  }

  private static List<String> names(List<Entry> entries) {
    return entries.stream().map(Entry::account).sorted().toList();
  }

  private List<String> namesOf(List<AccountId> accounts) {
    return accounts.stream()
        .map(account -> database.accounts().find(account).orElseThrow().name())
        .sorted()
        .toList();
  }

  private static Set<Long> ids(List<AccountId> accounts) {
    Set<Long> ids = new TreeSet<>();
    accounts.forEach(account -> ids.add(account.value()));
    return ids;
  }

  private Set<Long> accounts(String query) throws SQLException {
    Set<Long> accounts = new TreeSet<>();
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        accounts.add(rows.getLong(1));
      }
    }
    return accounts;
  }
}
