package linkhold.domain;

import static linkhold.domain.StoreContract.allFields;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tagged;
import static linkhold.domain.StoreContract.tags;
import static linkhold.domain.StoreContract.titled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link LinkStore} must do when links are listed and searched. */
public interface LinkPageContract extends StoreContract {

  @Test
  default void aPageShowsLinksWithEveryFieldAndTheVersion() {
    AccountId account = newAccount();
    Link link = links().save(account, draft("https://example.com/a", allFields())).link();

    assertEquals(
        new LinkPage(links().version(account), List.of(link), false),
        links().page(account, query(Sort.NEWEST, null, 10)));
  }

  @Test
  default void anEmptyAccountHasAnEmptyPage() {
    AccountId account = newAccount();

    assertEquals(
        new LinkPage(links().version(account), List.of(), false),
        links().page(account, query(Sort.TITLE, null, 10)));
  }

  @Test
  default void linksComeInEveryOrder() {
    AccountId account = newAccount();
    save(account, "a", "Zebra", "2020-01-02T00:00:00Z");
    save(account, "b", "élan", "2020-01-01T00:00:00Z");
    save(account, "c", "Echo", "2020-01-03T00:00:00.000001Z");
    save(account, "d", null, "2020-01-03T00:00:00Z");
    save(account, "e", "😀", "2020-01-02T00:00:00Z");
    save(account, "f", "\uFF5E", "2019-01-01T00:00:00Z");
    links().save(account, draft("https://example.com/b", tagged("later")));

    assertEquals("c d e a b f", order(account, Sort.NEWEST));
    assertEquals("f b a e d c", order(account, Sort.OLDEST));
    assertEquals("b f e d c a", order(account, Sort.LATEST_CHANGE));
    assertEquals("a c d e f b", order(account, Sort.EARLIEST_CHANGE));
    assertEquals("d c b a f e", order(account, Sort.TITLE));
  }

  @Test
  default void titlesThatAgreeInTheirSortKeyAreOrderedById() {
    AccountId account = newAccount();
    save(account, "a", "x".repeat(200) + "b", "2020-01-01T00:00:00Z");
    save(account, "b", "X".repeat(200) + "a", "2020-01-01T00:00:00Z");
    save(account, "c", "😀".repeat(201), "2020-01-01T00:00:00Z");
    save(account, "d", "😀".repeat(200), "2020-01-01T00:00:00Z");

    assertEquals("a b c d", order(account, Sort.TITLE));
  }

  @Test
  default void pagesFollowEachOtherInEveryOrder() {
    AccountId account = newAccount();
    Random random = new Random(1);
    for (int i = 0; i < 60; i++) {
      // Ties in time and title on purpose.
      save(
          account,
          "" + i,
          "t" + random.nextInt(5),
          "2020-01-0" + (1 + random.nextInt(5)) + "T00:00:00Z");
    }
    for (Sort sort : Sort.values()) {
      List<Link> whole = links().page(account, query(sort, null, 100)).links();
      for (int limit : new int[] {1, 7, 59, 60, 61}) {
        Differences.assertSame(whole, paged(account, sort, limit), sort + " by " + limit);
      }
    }
  }

  @Test
  default void filtersSelectByFlagsAndTags() {
    AccountId account = newAccount();
    LinkFields none = LinkFields.NONE;
    links().save(account, draft("https://example.com/plain", none));
    links().save(account, draft("https://example.com/unread", flagged(true, null, null, null)));
    links().save(account, draft("https://example.com/archived", flagged(null, true, null, null)));
    links().save(account, draft("https://example.com/favorite", flagged(null, null, true, null)));
    links().save(account, draft("https://example.com/shared", flagged(null, null, null, true)));
    links().save(account, draft("https://example.com/tagged", tagged("One", "two")));
    links().save(account, draft("https://example.com/one", tagged("one", "three")));

    assertEquals("unread", names(account, filter(List.of(), true, null, null, null)));
    assertEquals("archived", names(account, filter(List.of(), null, true, null, null)));
    assertEquals("favorite", names(account, filter(List.of(), null, null, true, null)));
    assertEquals("shared", names(account, filter(List.of(), null, null, null, true)));
    assertEquals("plain tagged one", names(account, filter(List.of(), false, false, false, false)));
    assertEquals("tagged one", names(account, filter(tags("ONE"), null, null, null, null)));
    assertEquals("tagged", names(account, filter(tags("one", "Two"), null, null, null, null)));
    assertEquals("", names(account, filter(tags("one", "on"), null, null, null, null)));
  }

  @Test
  default void searchesFindWhatTheTextsContain() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/percent", titled("100% of C:\\a_b")));
    links().save(account, draft("https://example.com/plain", titled("100x of C:aab")));
    links().save(account, draft("https://example.com/accent", titled("Crème brûlée IJSSEL")));
    links().save(account, draft("https://example.com/turkish", titled("İstanbul ILIK")));
    links().save(account, draft("https://example.com/german", titled("Straße")));
    links().save(account, draft("https://example.com/cjk", titled("日本語のページ")));
    links().save(account, draft("https://example.com/emoji", titled("so 😀 happy")));
    links().save(account, draft("https://example.com/quote", titled("it's \"quoted\" -- (so)")));
    links().save(account, draft("https://example.com/tag", tagged("naïve-tag", "C++")));
    links().save(account, draft("https://example.com/note", allFields()));

    String[][] expected = {
      {"100%", "percent note"},
      {"a_b", "percent"},
      {"\\a", "percent"},
      {"100 -100x", "percent note"},
      {"creme BRULEE", "accent"},
      {"istanbul", "turkish"},
      {"ilik", "turkish"},
      {"STRASSE", "german"},
      {"straße", "german"},
      {"本語", "cjk note"},
      {"ペ", "cjk"},
      {"😀", "emoji note"},
      {"it's", "quote"},
      {"\"\\\"quoted\"", ""},
      {"-- (so)", "quote"},
      {"#c++", "tag"},
      {"#C", ""},
      {"c++", "tag"},
      {"naive", "tag note"},
      {"#naive-tag", ""},
      {"\"two lines, naive\"", "note"},
      {"\"percent 100\"", ""},
      {"creme or istanbul", "accent turkish"},
      {"(creme or istanbul) -ilik", "accent"},
      {"-example", ""},
      {"", "percent plain accent turkish german cjk emoji quote tag note"},
      {"xyzzy", ""},
    };
    for (String[] row : expected) {
      String found = names(account, search(row[0]));
      assertEquals(row[1], found, "search for " + row[0]);
    }
  }

  @Test
  default void wordsOfAUrlAreFoundInBothSpellings() {
    AccountId account = newAccount();
    save(account, "K%C3%B6ln%20S%C3%BCd", null, "2020-01-01T00:00:00Z");
    links().save(account, draft("https://xn--mnchen-3ya.example/a"));
    links().save(account, draft("https://zürich.example/bern thun"));

    for (String query :
        List.of("köln", "koln", "KÖLN süd", "\"köln süd\"", "k%C3%B6ln", "K%c3%b6ln%20S")) {
      assertEquals(
          List.of("https://example.com/K%C3%B6ln%20S%C3%BCd"), found(account, query), query);
    }
    for (String query : List.of("münchen", "munchen.example", "xn--mnchen-3ya", "XN--MNCHEN-3YA")) {
      assertEquals(List.of("https://xn--mnchen-3ya.example/a"), found(account, query), query);
    }
    for (String query :
        List.of("zürich", "zurich", "xn--zrich-kva", "\"bern thun\"", "bern%20thun")) {
      assertEquals(
          List.of("https://xn--zrich-kva.example/bern%20thun"), found(account, query), query);
    }
  }

  @Test
  default void aPastedUrlFindsTheLinkThatHasItByCanonicalForm() {
    AccountId account = newAccount();
    links().save(account, draft("https://www.youtube.com/watch?v=abc"));
    links().save(account, draft("https://münchen.example/a/"));
    links().save(account, draft("https://other.example/", titled("watch")));

    for (String query :
        List.of(
            "https://www.youtube.com/watch?v=abc&si=XyZ&utm_source=a",
            "HTTPS://WWW.YouTube.com/watch?v=abc",
            "www.youtube.com/watch?v=abc&si=1",
            "watch https://www.youtube.com/watch?v=abc&feature=share")) {
      assertEquals(List.of("https://www.youtube.com/watch?v=abc"), found(account, query), query);
    }
    assertEquals(
        List.of("https://xn--mnchen-3ya.example/a/"), found(account, "https://MÜNCHEN.example/a"));
    assertEquals(
        List.of("https://xn--mnchen-3ya.example/a/", "https://other.example/"),
        found(account, "-https://www.youtube.com/watch?v=abc&si=1"));
    assertEquals(List.of(), found(account, "https://www.youtube.com/watch?v=abcd"));
  }

  @Test
  default void arabicIsFoundHoweverItIsWritten() {
    AccountId account = newAccount();
    save(account, "a", "أحمد في مؤسسة المستشفى", "2020-01-01T00:00:00Z");

    for (String query : List.of("احمد", "إحمد", "مؤسسه", "موسسة", "المستشفي", "المستـــشفى")) {
      assertEquals(List.of("https://example.com/a"), found(account, query), query);
    }
  }

  @Test
  default void tagsThatLookAlikeAreOne() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", tagged("❤️", "#go", "zero\u200Bwidth")));
    links().save(account, draft("https://example.com/b", tagged("❤", "go", "zerowidth")));

    for (String query : List.of("#❤", "#❤️", "#go", "##go", "#zerowidth", "#zero\u200Bwidth")) {
      assertEquals(
          List.of("https://example.com/a", "https://example.com/b"), found(account, query), query);
    }
    assertEquals(
        List.of(
            new TagCount(new Tag("go"), 2),
            new TagCount(new Tag("zerowidth"), 2),
            new TagCount(new Tag("❤️"), 2)),
        stores().tags().list(account));
  }

  private List<String> found(AccountId account, String query) {
    return links().page(account, search(query)).links().stream().map(Link::url).toList();
  }

  @Test
  default void everyStoreFindsWhatTheQueryItselfWouldMatch() {
    AccountId account = newAccount();
    String[] pieces = {
      "java", "Jäva", "jav", "a", "%", "_", "\\", "'", "\"", "ß", "SS", "İ", "日", "本", "😀", " ",
      "-", "(", ")", "or", "#", "x"
    };
    Random random = new Random(20);
    for (int i = 0; i < 80; i++) {
      LinkFields fields =
          LinkFields.builder()
              .title(text(random, pieces))
              .description(text(random, pieces))
              .note(text(random, pieces))
              .tags(tags("x" + i % 3))
              .build();
      links().save(account, draft("https://example.com/" + i, fields));
    }
    List<Link> all = links().page(account, search("")).links();
    for (int i = 0; i < 200; i++) {
      String text = text(random, pieces);
      LinkQuery query = search(text);
      List<Link> expected = all.stream().filter(query::matches).toList();
      Differences.assertSame(expected, links().page(account, query).links(), "search for " + text);
    }
  }

  @Test
  default void anEnormousQueryIsAnswered() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", titled("aaa")));
    StringBuilder different = new StringBuilder();
    IntStream.range(0, 2000).forEach(i -> different.append(" w").append(i));

    for (String text :
        new String[] {
          "a".repeat(10_000), "a ".repeat(5_000), "(".repeat(10_000), "-".repeat(10_000),
          "\"".repeat(10_000), "%".repeat(10_000), "or ".repeat(3_333), different.toString()
        }) {
      LinkPage page = links().page(account, search(text));
      assertTrue(page.links().size() <= 1);
    }
  }

  @Test
  default void anotherAccountsLinksAreOnNoPage() {
    AccountId account = newAccount();
    AccountId other = newAccount();
    links().save(other, draft("https://example.com/theirs", allFields()));
    save(account, "mine", "mine", "2020-01-01T00:00:00Z");

    for (Sort sort : Sort.values()) {
      assertEquals("mine", order(account, sort));
    }
    assertEquals("", names(account, search("theirs or #java or naive")));
  }

  @Test
  default void noLinkIsSkippedOrRepeatedWhileOthersChange() {
    AccountId account = newAccount();
    for (int i = 0; i < 40; i++) {
      save(account, "stay" + i, "t" + i % 7, "2020-01-01T00:00:0" + i % 10 + "Z");
    }
    for (Sort sort : new Sort[] {Sort.NEWEST, Sort.OLDEST, Sort.TITLE}) {
      List<String> seen = new ArrayList<>();
      Position after = null;
      boolean more = true;
      for (int i = 0; more; i++) {
        LinkPage page = links().page(account, query(sort, after, 3));
        page.links().stream().map(Link::url).filter(url -> url.contains("stay")).forEach(seen::add);
        more = page.more();
        after = more ? sort.positionOf(page.links().getLast()) : null;
        if (i < 30) {
          long id =
              save(account, sort + "new" + i, "t" + i % 9, "2020-01-01T00:00:0" + i % 10 + "Z");
          if (i % 2 == 0) {
            links().delete(account, id, Precondition.NONE);
          }
        }
      }
      Set<String> distinct = new HashSet<>(seen);
      assertEquals(40, distinct.size(), sort + " skips none");
      assertEquals(40, seen.size(), sort + " repeats none");
    }
  }

  private long save(AccountId account, String name, @Nullable String title, String createdAt) {
    LinkFields fields =
        LinkFields.builder().title(title).createdAt(Instant.parse(createdAt)).build();
    return links().save(account, draft("https://example.com/" + name, fields)).link().id();
  }

  private List<Link> paged(AccountId account, Sort sort, int limit) {
    List<Link> links = new ArrayList<>();
    Position after = null;
    do {
      LinkPage page = links().page(account, query(sort, after, limit));
      assertTrue(page.links().size() <= limit);
      links.addAll(page.links());
      after = page.more() ? sort.positionOf(page.links().getLast()) : null;
    } while (after != null);
    return links;
  }

  private String order(AccountId account, Sort sort) {
    return names(links().page(account, query(sort, null, 100)).links());
  }

  private String names(AccountId account, LinkQuery query) {
    return names(links().page(account, query).links());
  }

  private static String names(List<Link> links) {
    return String.join(
        " ", links.stream().map(link -> link.url().replace("https://example.com/", "")).toList());
  }

  private static String text(Random random, String[] pieces) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(6); length > 0; length--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }

  private static LinkFields flagged(
      @Nullable Boolean unread,
      @Nullable Boolean archived,
      @Nullable Boolean favorite,
      @Nullable Boolean shared) {
    return LinkFields.builder()
        .unread(unread)
        .archived(archived)
        .favorite(favorite)
        .shared(shared)
        .build();
  }

  private static LinkQuery query(Sort sort, @Nullable Position after, int limit) {
    return new LinkQuery(SearchQuery.parse(""), List.of(), Map.of(), sort, after, limit);
  }

  private static LinkQuery search(String text) {
    return LinkQuery.of(SearchQuery.parse(text), Sort.EARLIEST_CHANGE, 100);
  }

  private static LinkQuery filter(
      List<Tag> tags,
      @Nullable Boolean unread,
      @Nullable Boolean archived,
      @Nullable Boolean favorite,
      @Nullable Boolean shared) {
    LinkFields wanted = flagged(unread, archived, favorite, shared);
    Map<LinkFlag, Boolean> flags = new EnumMap<>(LinkFlag.class);
    for (LinkFlag flag : LinkFlag.values()) {
      Boolean value = flag.of(wanted);
      if (value != null) {
        flags.put(flag, value);
      }
    }
    return new LinkQuery(SearchQuery.parse(""), tags, flags, Sort.EARLIEST_CHANGE, null, 100);
  }
}
