package linkhold.domain;

import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tags;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import linkhold.domain.SearchQuery.And;
import linkhold.domain.SearchQuery.Contains;
import linkhold.domain.SearchQuery.CreatedAfter;
import linkhold.domain.SearchQuery.Everything;
import linkhold.domain.SearchQuery.HasTag;
import linkhold.domain.SearchQuery.Not;
import linkhold.domain.SearchQuery.Or;
import linkhold.domain.SearchQuery.Shared;
import linkhold.domain.SearchQuery.Unread;
import linkhold.domain.SearchQuery.Untagged;
import linkhold.domain.SearchQuery.UpdatedAfter;
import org.junit.jupiter.api.Test;

/** What every {@link LinkStore} must do when links are counted, and listed by number. */
public interface LinkCountContract extends StoreContract {

  @Test
  default void everyPageBeginsWhereTheCountSaysInEveryOrder() {
    AccountId account = library();
    for (Sort sort : Sort.values()) {
      LinkQuery query = query(new Everything(), sort);
      List<Link> all = links().page(account, query).links();
      assertEquals(40, all.size());
      for (int skipped : new int[] {0, 1, 2, 17, 39}) {
        LinkCount count = links().count(account, query, skipped);
        assertEquals(40, count.links());
        assertEquals(
            all.subList(skipped, Math.min(skipped + 5, 40)),
            links().page(account, query.withPage(count.after(), 5)).links(),
            sort + " without the first " + skipped);
      }
    }
  }

  @Test
  default void titlesComeBackwards() {
    AccountId account = library();
    List<Link> forwards = links().page(account, query(new Everything(), Sort.TITLE)).links();
    List<Link> backwards =
        links().page(account, query(new Everything(), Sort.TITLE_BACKWARDS)).links();

    Differences.assertSame(forwards.reversed(), backwards, "titles backwards");
  }

  @Test
  default void nothingComesAfterTheLastLink() {
    AccountId account = library();
    LinkQuery query = query(new Everything(), Sort.NEWEST);
    Link last = links().page(account, query).links().getLast();

    assertEquals(
        new LinkCount(40, Sort.NEWEST.positionOf(last)), links().count(account, query, 40));
    assertEquals(new LinkCount(40, null), links().count(account, query, 41));
    assertEquals(new LinkCount(40, null), links().count(account, query, Long.MAX_VALUE));
  }

  @Test
  default void theCountIsOfAllPagesWhateverPageIsAskedFor() {
    AccountId account = library();
    LinkQuery query = query(new Everything(), Sort.OLDEST);
    Position middle = links().count(account, query, 20).after();

    assertEquals(new LinkCount(40, null), links().count(account, query.withPage(middle, 1), 0));
  }

  @Test
  default void everyKindOfQueryFindsAndCountsWhatItWouldMatchItself() {
    AccountId account = library();
    List<Link> all = links().page(account, query(new Everything(), Sort.OLDEST)).links();
    Link middle = all.get(20);
    List<SearchQuery> leaves =
        List.of(
            new Everything(),
            new Contains("link"),
            new Contains("1"),
            new HasTag("even"),
            new Untagged(),
            new Unread(),
            new Shared(),
            new CreatedAfter(middle.createdAt()),
            new CreatedAfter(middle.createdAt().minusNanos(1000)),
            new CreatedAfter(Instant.MIN),
            new CreatedAfter(Instant.MAX),
            new UpdatedAfter(middle.updatedAt()),
            new UpdatedAfter(middle.updatedAt().minusNanos(1000)));
    List<SearchQuery> queries = new ArrayList<>(leaves);
    Random random = new Random(3);
    for (int i = 0; i < 60; i++) {
      SearchQuery one = leaves.get(random.nextInt(leaves.size()));
      SearchQuery other = queries.get(random.nextInt(queries.size()));
      queries.add(new Not(other));
      queries.add(new And(List.of(one, other)));
      queries.add(new Or(List.of(one, new Not(other))));
    }
    for (SearchQuery search : queries) {
      LinkQuery query = query(search, Sort.OLDEST);
      List<Link> expected = all.stream().filter(query::matches).toList();
      Differences.assertSame(expected, links().page(account, query).links(), search);
      assertEquals(expected.size(), links().count(account, query, 0).links(), search::toString);
    }
  }

  @Test
  default void flagsAndTagsCountToo() {
    AccountId account = library();
    LinkQuery query =
        new LinkQuery(
            new Everything(), tags("even"), Map.of(LinkFlag.UNREAD, true), Sort.NEWEST, null, 1);

    assertEquals(
        links().page(account, query.withPage(null, 100)).links().size(),
        links().count(account, query, 0).links());
  }

  @Test
  default void deletedLinksAndAnotherAccountsAreNotCounted() {
    AccountId account = library();
    AccountId other = newAccount();
    LinkQuery query = query(new Everything(), Sort.NEWEST);
    links().delete(account, 1, Precondition.NONE);

    assertEquals(39, links().count(account, query, 0).links());
    assertEquals(new LinkCount(0, null), links().count(other, query, 0));
    assertEquals(new LinkCount(0, null), links().count(other, query, 1));
    assertThrows(
        NotFoundException.class, () -> links().count(new AccountId(Long.MAX_VALUE), query, 0));
  }

  /** An account with 40 links of all kinds, in any order of time and title. */
  private AccountId library() {
    AccountId account = newAccount();
    Random random = new Random(2);
    for (int i = 0; i < 40; i++) {
      LinkFields fields =
          LinkFields.builder()
              .title("Title " + random.nextInt(9))
              .tags(i % 3 == 0 ? List.of() : tags(i % 2 == 0 ? "even" : "odd"))
              .unread(random.nextBoolean())
              .archived(random.nextBoolean())
              .favorite(random.nextBoolean())
              .shared(random.nextBoolean())
              .createdAt(Instant.parse("2020-01-0" + (1 + random.nextInt(9)) + "T00:00:00.000001Z"))
              .build();
      links().save(account, draft("https://example.com/link" + i, fields));
    }
    return account;
  }

  private static LinkQuery query(SearchQuery search, Sort sort) {
    return LinkQuery.of(search, sort, 100);
  }
}
