package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import linkhold.domain.AccountId;
import linkhold.domain.Link;
import linkhold.domain.LinkCount;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkPage;
import linkhold.domain.LinkPatch;
import linkhold.domain.LinkQuery;
import linkhold.domain.LinkUrl;
import linkhold.domain.NumberedTag;
import linkhold.domain.Position;
import linkhold.domain.Precondition;
import linkhold.domain.SearchQuery;
import linkhold.domain.Sort;
import linkhold.domain.Tag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Searches in accounts that are too large to be read as a whole, by every kind of term. */
final class LargeAccountSearchTest {

  /** More links than a search reads in their order. */
  private static final int LINKS = 5_000;

  private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");

  private static final List<String> QUERIES =
      List.of(
          "a",
          "ж",
          "жу",
          "zq",
          "q",
          "qj",
          "ё",
          "c++",
          "://",
          "zq -a7",
          "zq ж",
          "zq or жу",
          "zq or #old",
          "-e",
          "жук",
          "word7 zq",
          "москва",
          "nothing at all",
          "\"a b\"",
          "😀",
          "#old",
          "#old zq",
          "word7",
          "word7 or жук",
          "word7 -zq",
          "word7 -#old -\"a b 😀\"",
          "word7 -(zq or qj)",
          "word1 word2",
          "https://example.com/4990",
          "https://example.com/4990 or жук");

  private final DatabaseSettings settings = TestPostgres.newSettings();
  private final Database database = Database.open(settings, Clock.systemUTC());
  private final Random random = new Random(11);
  private AccountId account = new AccountId(1);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aSearchFindsTheSameWithAndWithoutIndexesAndAfterLaterChanges() throws SQLException {
    database.migrate();
    account = database.accounts().add("large").id();
    fill(1, LINKS);
    assertEquals("0", rowsOf("link_letters"), "saves index no letters");
    requireSameAnswers();

    database.renew();

    assertTrue(Long.parseLong(rowsOf("link_letters")) > LINKS / 20, "rows of letters");
    assertEquals(Integer.toString(LINKS), rowsOf("link_words"));
    requireSameAnswers();

    fill(LINKS + 1, LINKS + 100);
    for (int i = 0; i < 60; i++) {
      long id = 1L + random.nextInt(LINKS);
      if (database.links().find(account, id).isEmpty()) {
        continue;
      }
      if (i % 3 == 0) {
        database.links().delete(account, id, Precondition.NONE);
      } else {
        LinkFields title = LinkFields.builder().title(i % 2 == 0 ? "zq ё " + i : "Nothing").build();
        LinkPatch patch = new LinkPatch(null, title, List.of(), List.of());
        database.links().update(account, id, patch, Precondition.NONE);
      }
    }
    requireSameAnswers();
    requireSameTags();
  }

  /** A tag is renamed and removed on all links, indexed or not. */
  private void requireSameTags() {
    database.links().update(account, LINKS, tags("Old"), Precondition.NONE);
    long old = all().stream().filter(link -> link.tags().contains(new Tag("old"))).count();
    assertTrue(old > 500, "links with the tag: " + old);

    assertEquals(old, database.tags().rename(account, new Tag("old"), new Tag("older")).count());

    List<Link> all = all();
    requireSameAnswers(all, "#old", Sort.NEWEST);
    requireSameAnswers(all, "#older", Sort.TITLE);
    NumberedTag number = database.numberedTags().list(account).getFirst();
    assertEquals(Optional.of(number), database.numberedTags().find(account, number.id()));
    database.tags().remove(account, new Tag("older"));
    assertEquals(List.of(), database.tags().list(account));
    assertEquals(Optional.empty(), database.numberedTags().find(account, number.id()));
  }

  private static LinkPatch tags(String tag) {
    return new LinkPatch(null, LinkFields.NONE, List.of(new Tag(tag)), List.of());
  }

  private List<Link> all() {
    List<Link> all = new ArrayList<>();
    database.links().forEach(account, all::add);
    return all;
  }

  /** Compares all pages of each query with the domain's own matching of each link. */
  private void requireSameAnswers() {
    List<Link> all = all();
    List<Sort> sorts = List.of(Sort.values());
    int next = random.nextInt(sorts.size());
    for (String text : QUERIES) {
      requireSameAnswers(all, text, Sort.NEWEST);
      requireSameAnswers(all, text, sorts.get(next++ % sorts.size()));
    }
  }

  private void requireSameAnswers(List<Link> all, String text, Sort sort) {
    List<Link> expected =
        all.stream()
            .filter(query(text, sort, null, 1)::matches)
            .sorted(Comparator.comparing(sort::positionOf, sort.comparator()))
            .toList();
    int limit = Math.max(7, expected.size() / 2);
    List<Link> found = new ArrayList<>();
    Position after = null;
    LinkPage page;
    do {
      page = database.links().page(account, query(text, sort, after, limit));
      found.addAll(page.links());
      after = found.isEmpty() ? null : sort.positionOf(found.getLast());
    } while (page.more());
    assertEquals(expected, found, text + " by " + sort);
    LinkCount count = database.links().count(account, query(text, sort, null, 1), 1);
    assertEquals(expected.size(), count.links(), text);
    assertEquals(
        expected.stream().findFirst().map(sort::positionOf).orElse(null), count.after(), text);
  }

  private static LinkQuery query(String text, Sort sort, @Nullable Position after, int limit) {
    return new LinkQuery(SearchQuery.parse(text), List.of(), Map.of(), sort, after, limit);
  }

  private void fill(int from, int to) {
    List<LinkDraft> drafts = new ArrayList<>();
    for (int n = from; n <= to; n++) {
      drafts.add(
          new LinkDraft(
              LinkUrl.parse("https://example.com/" + n),
              LinkFields.builder()
                  .title(title(n))
                  .tags(n < 900 ? List.of(new Tag("old")) : List.of())
                  .createdAt(FIRST.plusSeconds(n % 10 == 0 ? random.nextInt(LINKS) : n))
                  .build()));
    }
    database.links().save(account, drafts);
  }

  private static String title(int n) {
    String rare =
        switch (n) {
          case 3 -> "ё";
          case 2_900, 4_990 -> "жук 😀";
          default -> n % 500 == 7 ? "zq" : n < 800 ? "москва c++" : n % 70 == 0 ? "qj" : "";
        };
    return "Word" + n % 100 + " a b " + rare;
  }

  private String rowsOf(String table) throws SQLException {
    return RunningPostgres.text(settings, "select count(*) from " + table);
  }
}
