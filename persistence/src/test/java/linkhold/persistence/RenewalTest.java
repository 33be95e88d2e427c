package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import linkhold.domain.AccountId;
import linkhold.domain.Change;
import linkhold.domain.Link;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkQuery;
import linkhold.domain.LinkUrl;
import linkhold.domain.SaveResult.Outcome;
import linkhold.domain.SearchQuery;
import linkhold.domain.Sort;
import linkhold.domain.Tag;
import linkhold.domain.TagCount;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The renewal of rows that the previous version wrote. */
final class RenewalTest {

  private final DatabaseSettings settings = TestPostgres.newSettings();
  private final Database database = Database.open(settings, Clock.systemUTC());
  private final Connection before;
  private final AccountId account;

  RenewalTest() throws SQLException {
    database.migrate();
    account = database.accounts().add("ann").id();
    before = DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
  }

  @AfterEach
  void close() throws SQLException {
    before.close();
    database.close();
  }

  @Test
  void searchTextsAreComputedAgainWithoutARevision() throws Exception {
    insert(1, "https://a.example/K%C3%B6ln", null, "https://a.example/k%c3%b6ln", "plain");
    assertEquals(List.of(), found("köln"));

    assertEquals(1, database.renew());

    assertEquals(List.of("https://a.example/K%C3%B6ln"), found("köln"));
    assertEquals(1, database.links().version(account).revision());
    assertEquals(0, database.renew());
  }

  @Test
  void aUrlGetsTheSpellingThatEveryPlatformOpensAndDevicesReceiveIt() throws Exception {
    insert(1, "https://a.example/ä b", "T", "https://a.example/%C3%A4%20b", "x");

    database.renew();

    Link link = database.links().find(account, 1).orElseThrow();
    assertEquals("https://a.example/%C3%A4%20b", link.url());
    assertEquals("T", link.title());
    assertEquals(2, link.revision());
    assertEquals(2, database.links().version(account).revision());
  }

  @Test
  void linksThatHaveBecomeOneAreMergedAndNothingIsLost() throws Exception {
    insert(1, "https://youtu.be/a?si=1", "First", "https://youtu.be/a?si=1", "one");
    insert(2, "https://youtu.be/b", "Other", "https://youtu.be/b", "two");
    insert(3, "https://youtu.be/a", "Second", "https://youtu.be/a", "three");

    database.renew();

    Link link = database.links().find(account, 1).orElseThrow();
    assertEquals("https://youtu.be/a?si=1", link.url());
    assertEquals("Second", link.title());
    assertEquals("First", link.note());
    assertEquals(List.of(new Tag("one"), new Tag("three")), link.tags());
    assertEquals(Optional.empty(), database.links().find(account, 3));
    assertEquals("Other", database.links().find(account, 2).orElseThrow().title());
    assertEquals(
        Outcome.UNCHANGED,
        database
            .links()
            .save(account, LinkDraft.of(LinkUrl.parse("https://youtu.be/a?si=2")))
            .outcome());
    List<Change> changes = database.sync().changes(account, Optional.empty(), 10).changes();
    assertEquals(List.of(2L, 1L), changes.stream().map(Change::id).toList());
    assertEquals(5, database.links().version(account).revision());
    assertEquals(0, database.renew());
  }

  @Test
  void tagsThatHaveBecomeOneAreMerged() throws Exception {
    insert(1, "https://a.example/1", null, "https://a.example/1", "❤️");
    insert(2, "https://a.example/2", null, "https://a.example/2", "❤");
    insert(3, "https://a.example/3", null, "https://a.example/3", "#go");
    insert(4, "https://a.example/4", null, "https://a.example/4", "\u200B");

    database.renew();

    assertEquals(
        List.of(new TagCount(new Tag("go"), 1), new TagCount(new Tag("❤"), 2)),
        database.tags().list(account));
    assertEquals(List.of("https://a.example/2", "https://a.example/1"), found("#❤️"));
    assertEquals(List.of(new Tag("go")), database.links().find(account, 3).orElseThrow().tags());
    assertEquals(List.of(), database.links().find(account, 4).orElseThrow().tags());
    assertEquals(0, database.renew());
  }

  @Test
  void aUrlThatWouldBeRefusedTodayIsKept() throws Exception {
    insert(1, "Recipe: https://a.example/1", "T", "recipe:%20https://a.example/1", "x");

    assertEquals(1, database.renew());

    assertEquals(
        "Recipe: https://a.example/1", database.links().find(account, 1).orElseThrow().url());
  }

  @Test
  void severalServersRenewManyLinksTogetherAndAnOlderOnesLaterWritesAreSeen() throws Exception {
    for (int i = 1; i <= 1200; i++) {
      insert(i, "https://youtu.be/v" + i / 2 + "?si=" + i, "T" + i, "https://youtu.be/" + i, "t");
    }
    try (ExecutorService servers = Executors.newFixedThreadPool(3)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        runs.add(servers.submit(database::renew));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    }
    assertEquals(601, database.links().summary(account).links());
    insert(9001, "https://youtu.be/v7", "Late", "https://youtu.be/late", "t");

    assertTrue(database.renew() > 0);

    assertEquals(601, database.links().summary(account).links());
    assertEquals(0, database.renew());
  }

  private List<String> found(String query) {
    return database
        .links()
        .page(account, LinkQuery.of(SearchQuery.parse(query), Sort.EARLIEST_CHANGE, 100))
        .links()
        .stream()
        .map(Link::url)
        .toList();
  }

  /** A link with the digest, the key and the texts that the previous version computed. */
  private void insert(long id, String url, @Nullable String title, String canonical, String tag)
      throws Exception {
    try (PreparedStatement link =
        before.prepareStatement(
            """
            with spelled as (
              insert into tags (account_id, key, name) values (?, ?, ?) on conflict do nothing),
            moved as (update revisions set revision = greatest(revision + 1, ?) where account_id = ?
              returning revision)
            insert into links (account_id, id, digest, url, title, tags, tag_keys, created_at,
              updated_at, revision, search)
            select ?, ?, ?, ?, ?, array[?], array[?], now(), now(), revision, ? from moved
            """)) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
      Object[] values = {
        account.value(),
        tag,
        tag,
        id,
        account.value(),
        account.value(),
        id,
        digest,
        url,
        title,
        tag,
        tag,
        url.toLowerCase(Locale.ROOT) + "\u001f\u001f\u001f\u001f" + tag
      };
      for (int i = 0; i < values.length; i++) {
        link.setObject(i + 1, values[i]);
      }
      link.executeUpdate();
    }
  }
}
