package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import linkhold.domain.AccountId;
import linkhold.domain.Link;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkQuery;
import linkhold.domain.LinkUrl;
import linkhold.domain.Patience;
import linkhold.domain.Precondition;
import linkhold.domain.SearchQuery;
import linkhold.domain.Sort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the index of words is kept, beside writers and other servers. */
final class WordIndexTest {

  private static final int LARGE = SearchIndexes.READ_BY_SEARCHES + 500;

  /** Live links up to the account's last row that have none. */
  private static final String MISSING =
      """
      select count(*) from links
      where not deleted and revision <= (select coalesce(max(revision), 0) from link_words)
        and not exists (
          select from link_words
          where link_words.account_id = links.account_id and link_words.revision = links.revision)
      """;

  private final DatabaseSettings settings = TestPostgres.newSettings();
  private final Database database = Database.open(settings, Clock.systemUTC());
  private final AccountId account;

  WordIndexTest() {
    database.migrate();
    account = database.accounts().add("large").id();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aLargeAccountIsIndexedWithoutASearchAndASmallOneIsNot() throws SQLException {
    AccountId small = database.accounts().add("small").id();
    save(small, 0, 100);
    save(account, 0, LARGE);
    Patience.await(
        "the last row",
        () -> rows("select coalesce(max(revision), 0) from link_words").equals("" + LARGE));
    assertEquals("" + LARGE, rows("select count(*) from link_words"));
    assertEquals("0", rows("select count(*) from link_words where account_id = " + small.value()));
  }

  @Test
  void noLinkIsLeftOutWhileSeveralServersIndexAndWrite() throws Exception {
    save(account, 0, 3_000);
    try (Database other = Database.open(settings, Clock.systemUTC());
        ExecutorService servers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> work = new ArrayList<>();
      for (Database server : List.of(database, other, database, other)) {
        work.add(
            servers.submit(() -> {
              for (int i = 0; i < 10; i++) {
                server.searchIndexes().add(account);
              }
            }));
      }
      for (int writer = 0; writer < 8; writer++) {
        Database server = writer % 2 == 0 ? database : other;
        int from = 10_000 + 100 * writer;
        work.add(
            servers.submit(() -> {
              for (int n = from; n < from + 100; n++) {
                save(server, account, n, 1);
              }
            }));
      }
      for (int round = 0; round < 20; round++) {
        save(account, 3_000 + 50 * round, 50);
        database.links().delete(account, 1 + 7L * round, Precondition.NONE);
        assertEquals("0", rows(MISSING));
      }
      for (Future<?> end : work) {
        end.get();
      }
      other.searchIndexes().add(account);
    }
    assertEquals("0", rows(MISSING));
    assertEquals(
        rows("select revision from revisions where account_id = " + account.value()),
        rows("select max(revision) from link_words"));
  }

  @Test
  void textsThatAreComputedAgainWithoutARevisionAreIndexedAgain() throws SQLException {
    save(account, 0, LARGE);
    database.searchIndexes().add(account);
    RunningPostgres.execute(
        settings,
        "update links set search = 'of a server before' where id = 7;"
            + " update link_words set search = 'of a server before' where revision = 7");
    assertEquals(List.of(), found("common/7x"));

    assertEquals(1, database.renew());

    assertEquals(List.of(7L), found("common/7x"));
    assertEquals("0", rows(MISSING));
    assertEquals("" + LARGE, rows("select count(*) from link_words"));
  }

  @Test
  void rowsOfLinksThatChangedAreDroppedInTheEnd() throws SQLException {
    save(account, 0, LARGE);
    database.renew();
    for (long id = 1; id <= 50; id++) {
      database.links().delete(account, id, Precondition.NONE);
    }

    database.renew();

    // and one row that says up to where there are rows
    assertEquals("" + (LARGE - 50 + 1), rows("select count(*) from link_words"));
    assertEquals(List.of(), found("common/7x"));
    assertTrue(found("common/77x").size() == 1, "others are found");
  }

  @Test
  void theRowsOfARemovedAccountGoWithIt() throws SQLException {
    save(account, 0, LARGE);
    database.searchIndexes().add(account);

    database.accounts().remove("large");

    assertEquals("0", rows("select count(*) from link_words"));
    database.searchIndexes().add(account); // as a server does that has not heard of it
    assertEquals("0", rows("select count(*) from link_words"));
  }

  private void save(AccountId to, int from, int count) {
    save(database, to, from, count);
  }

  private static void save(Database server, AccountId to, int from, int count) {
    server
        .links()
        .save(
            to,
            IntStream.range(from, from + count)
                .mapToObj(
                    i -> LinkDraft.of(LinkUrl.parse("https://example.com/common/" + (i + 1) + "x")))
                .toList());
  }

  private List<Long> found(String text) {
    return database
        .links()
        .page(account, LinkQuery.of(SearchQuery.parse(text), Sort.NEWEST, 50))
        .links()
        .stream()
        .map(Link::id)
        .toList();
  }

  private String rows(String query) {
    try {
      return RunningPostgres.text(settings, query);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
