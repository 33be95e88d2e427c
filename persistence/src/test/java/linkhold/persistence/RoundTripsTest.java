package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkPatch;
import linkhold.domain.LinkUrl;
import linkhold.domain.Operation;
import linkhold.domain.Precondition;
import linkhold.domain.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often a call waits for the database, once its connection is open. */
final class RoundTripsTest {

  private final DatabaseSettings settings = TestPostgres.newSettings();
  private final StatementTap tap = new StatementTap(settings.jdbcUrl());

  @AfterEach
  void close() {
    tap.close();
  }

  @Test
  void aCallOfOneAccountWaitsForTheDatabaseAFewTimes() {
    assertEquals(List.of(1L, 1L, 2L, 5L, 11L, 1L, 1L), counts());
  }

  @Test
  void onCitusASaveWaitsTwice() {
    FakeCitus.into(settings);
    assertEquals(List.of(2L, 2L, 2L, 5L, 11L, 1L, 1L), counts());
  }

  /**
   * Of a save, a save with tags, an update, a batch, the renaming of a tag, a read, and a save that
   * changes nothing.
   */
  private List<Long> counts() {
    try (Database direct = Database.open(settings, Clock.systemUTC())) {
      direct.migrate();
    }
    try (Database database = Database.open(one(), Clock.systemUTC())) {
      AccountId account = database.accounts().add("counted").id();
      database.links().save(account, plain("https://example.com/first"));
      tap.clear(); // the pool asks for the isolation level of each new connection
      List<Long> counts =
          List.of(
              least(i -> database.links().save(account, plain("https://example.com/" + i))),
              least(i -> database.links().save(account, tagged(i))),
              least(i -> database.links().update(account, 1, titled(i), Precondition.NONE)),
              least(i -> database.sync().apply(account, List.of(operation(i)))),
              least(
                  i -> database.tags().rename(account, new Tag("tag" + i), new Tag("renamed" + i))),
              least(_ -> database.links().find(account, 1)),
              least(_ -> database.links().save(account, plain("https://example.com/first"))));
      assertTrue(
          tap.statements().stream()
              .noneMatch(text -> text.regionMatches(true, 0, "show transaction", 0, 16)),
          "nobody asks for the isolation level");
      return counts;
    }
  }

  /** With one connection that all statements share. */
  private DatabaseSettings one() {
    DatabaseSettings through = tap.of(settings);
    return through.withLimits(1, through.statementTimeout());
  }

  /**
   * The minimum of some attempts: the pool tests a connection that was idle for long, which is one
   * round trip more.
   */
  private long least(IntConsumer call) {
    return IntStream.range(0, 5)
        .mapToLong(i -> {
          long before = tap.roundTrips();
          call.accept(i);
          return tap.roundTrips() - before;
        })
        .min()
        .orElseThrow();
  }

  private static LinkPatch titled(int number) {
    LinkFields title = LinkFields.builder().title("Title " + number).build();
    return new LinkPatch(null, title, List.of(), List.of());
  }

  private static Operation operation(int number) {
    return new Operation.Save(plain("https://example.net/" + number), Precondition.NONE);
  }

  private static LinkDraft plain(String url) {
    return LinkDraft.of(LinkUrl.parse(url));
  }

  private static LinkDraft tagged(int number) {
    return new LinkDraft(
        LinkUrl.parse("https://example.org/" + number),
        LinkFields.builder().tags(List.of(new Tag("tag" + number))).build());
  }
}
