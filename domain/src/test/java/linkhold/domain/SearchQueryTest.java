package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import linkhold.domain.SearchQuery.And;
import linkhold.domain.SearchQuery.Contains;
import linkhold.domain.SearchQuery.Everything;
import linkhold.domain.SearchQuery.HasTag;
import linkhold.domain.SearchQuery.HasUrl;
import linkhold.domain.SearchQuery.Kind;
import linkhold.domain.SearchQuery.Not;
import linkhold.domain.SearchQuery.Or;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchQueryTest {

  static Stream<Arguments> queries() {
    return Example.queries().stream()
        .map(example -> Arguments.of(example.given(), example.expected()));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void queryMeans(String query, String meaning) {
    assertEquals(meaning, rendered(SearchQuery.parse(query)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n\u3000\u00a0"})
  void emptyQueryMatchesEverything(String query) {
    assertEquals(new Everything(), SearchQuery.parse(query));
  }

  @Test
  void halfASurrogatePairReachesNoStore() {
    assertEquals("[a\ufffd]", rendered(SearchQuery.parse("a\ud83d")));
    assertEquals("[\ufffda b]", rendered(SearchQuery.parse("\"\ude00a b\"")));
    assertEquals("[#\ufffd]", rendered(SearchQuery.parse("#\ud83d")));
  }

  @Test
  void nameTooLongForATagIsAPlainWord() {
    String longest = "#" + "x".repeat(Tag.MAX_LENGTH);
    assertEquals(longest, rendered(SearchQuery.parse(longest)));
    assertEquals("[" + longest + "x]", rendered(SearchQuery.parse(longest + "x")));
  }

  @Test
  void whatFollowsTheLastTermThatCountsIsLeftOut() {
    String counting =
        IntStream.range(0, SearchQuery.MAX_TERMS)
            .mapToObj(i -> "w" + i)
            .collect(Collectors.joining(" "));
    SearchQuery query = SearchQuery.parse(counting);
    assertEquals(SearchQuery.MAX_TERMS, leaves(query));
    assertEquals(query, SearchQuery.parse(counting + " x"));
    assertEquals(query, SearchQuery.parse(counting + " or x) \"y"));
    assertEquals(query, SearchQuery.parse("((" + counting + " or x) y) -z"));
  }

  @Test
  void deeperParenthesesArePlainCharacters() {
    String most = "-(a ".repeat(SearchQuery.MAX_DEPTH - 1) + "-(b";
    assertEquals("[b]", innermost(SearchQuery.parse(most)));
    assertEquals("[(b)]", innermost(SearchQuery.parse(most.replace("b", "(b)))"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(", ")", "((a)", "-(", "-(a ", "-(a or b ", "(a or ", "\"", "\"a", "\" ", "-", "- ", "#",
            "# ", "#a ",
        "or ", "a or ", "a ", "a(", "a)", "%", "_", "\\", "'", "´", "\u0301", "İ", "ß", "ﷺ", "中",
        "👩‍💻", "\0", "\ud83d", "\ude00 "
      })
  void longQueryOfAnyKindStaysSmall(String part) {
    assertNormal(SearchQuery.parse(part.repeat(10_000 / part.length())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", "-(", "\"\"", "\" ", "()", "a or ", "or ", "a(", "- ", "#", "\u0301 "})
  void timeGrowsWithTheLengthOnly(String part) {
    String query = part.repeat(500_000 / part.length());
    assertTimeout(
        Patience.of(Duration.ofSeconds(10)), () -> assertNormal(SearchQuery.parse(query)));
  }

  @Test
  void anyTextIsAQuery() {
    Random random = new Random(4);
    String[] pieces = {
      " ", " ", " ", "(", ")", "-", "\"", "#", " or ", "or", "a", "b", "é", "“", "（", "＃", "\u3000",
      "\0", "\ud83d", "\ude00", "\u0301", "ß", "%", "'", "-(", "-#", " -", "\t"
    };
    for (int i = 0; i < 10_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(25); length > 0; length--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      SearchQuery query = SearchQuery.parse(text.toString());
      assertNormal(query);
      assertEquals(query, SearchQuery.parse(" " + text), text::toString);
      assertEquals(query, SearchQuery.parse(text + " "), text::toString);
    }
  }

  @Test
  void containsFoldsItsTextAndNeedsSome() {
    assertEquals("uber", new Contains(" Über ").folded());
    assertThrows(IllegalArgumentException.class, () -> new Contains(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com",
        "a_(b)",
        "CREME",
        "brulee dessert",
        "\"crème brûlée\"",
        "100%",
        "#Süß",
        "suss",
        "-#suss",
        "-savory",
        "savory or dessert",
        "(savory or dessert) -bitter",
        "c:\\dir",
        "#c++ c++"
      })
  void linkIsFound(String query) {
    assertTrue(SearchQuery.parse(query).matches(link()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "savory",
        "\"brulee creme\"",
        "\"dessert 100%\"",
        "10_%",
        "#suss",
        "#c",
        "-dessert",
        "-(creme brulee)",
        "savory or bitter",
        "dessert savory",
        "cremebrulee"
      })
  void linkIsNotFound(String query) {
    assertFalse(SearchQuery.parse(query).matches(link()));
  }

  private static Link link() {
    return new Link(
        7,
        "https://example.com/a_(b)",
        "Crème Brûlée",
        "A dessert",
        "100% sugar in C:\\dir",
        null,
        null,
        List.of(new Tag("süß"), new Tag("C++")),
        true,
        false,
        true,
        false,
        Instant.EPOCH,
        Instant.EPOCH,
        new Version(1, 9),
        PageRead.OFF);
  }

  private static String rendered(SearchQuery query) {
    return switch (query) {
      case Everything _ -> "*";
      case Contains(String folded) -> "[" + folded + "]";
      case HasTag(String key) -> "#" + key;
      case HasUrl(LinkUrl url) -> "<" + url.canonical() + ">";
      case Kind kind -> kind.toString();
      case Not(SearchQuery inner) -> "!" + rendered(inner);
      case And(List<SearchQuery> parts) -> rendered(parts, " & ");
      case Or(List<SearchQuery> parts) -> rendered(parts, " | ");
    };
  }

  private static String rendered(List<SearchQuery> parts, String sign) {
    return parts.stream()
        .map(SearchQueryTest::rendered)
        .collect(Collectors.joining(sign, "(", ")"));
  }

  private static String innermost(SearchQuery query) {
    return switch (query) {
      case Not(SearchQuery inner) -> innermost(inner);
      case And(List<SearchQuery> parts) -> innermost(parts.getLast());
      case Or(List<SearchQuery> parts) -> innermost(parts.getLast());
      case Everything _, Contains _, HasTag _, HasUrl _, Kind _ -> rendered(query);
    };
  }

  /** Checks what {@link SearchQuery} promises of a query that was parsed. */
  private static void assertNormal(SearchQuery query) {
    // A word has three meanings at most: itself, what its escapes stand for, and a URL.
    assertTrue(leaves(query) <= 3 * SearchQuery.MAX_TERMS, () -> rendered(query));
    if (!(query instanceof Everything)) {
      assertNormal(query, 3 * (SearchQuery.MAX_DEPTH + 1));
    }
  }

  private static void assertNormal(SearchQuery query, int height) {
    assertTrue(height > 0, "too deep");
    switch (query) {
      case Everything _ -> throw new AssertionError("everything within another query");
      case Contains(String folded) -> {
        assertEquals(SearchText.fold(folded), folded);
        assertTrue(Text.isStorable(folded));
      }
      case HasTag(String key) -> assertTrue(Text.isStorable(key));
      case HasUrl(LinkUrl url) -> assertEquals(url, LinkUrl.parse(url.given()));
      case Kind kind -> throw new AssertionError("nobody can write " + kind);
      case Not(SearchQuery inner) -> {
        assertFalse(inner instanceof Not, () -> rendered(query));
        assertNormal(inner, height - 1);
      }
      case And(List<SearchQuery> parts) -> {
        assertFalse(parts.stream().anyMatch(And.class::isInstance), () -> rendered(query));
        assertNormal(parts, height);
      }
      case Or(List<SearchQuery> parts) -> {
        assertFalse(parts.stream().anyMatch(Or.class::isInstance), () -> rendered(query));
        assertNormal(parts, height);
      }
    }
  }

  private static void assertNormal(List<SearchQuery> parts, int height) {
    assertTrue(parts.size() > 1, "one part alone");
    assertEquals(parts.size(), new HashSet<>(parts).size(), "equal parts");
    parts.forEach(part -> assertNormal(part, height - 1));
  }

  private static int leaves(SearchQuery query) {
    return switch (query) {
      case Everything _ -> 0;
      case Contains _, HasTag _, HasUrl _, Kind _ -> 1;
      case Not(SearchQuery inner) -> leaves(inner);
      case And(List<SearchQuery> parts) -> parts.stream().mapToInt(SearchQueryTest::leaves).sum();
      case Or(List<SearchQuery> parts) -> parts.stream().mapToInt(SearchQueryTest::leaves).sum();
    };
  }
}
