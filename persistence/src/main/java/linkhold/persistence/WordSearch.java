package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.LINK_WORDS;
import static org.jooq.impl.DSL.and;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.position;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.trueCondition;

import java.util.Optional;
import java.util.stream.Stream;
import linkhold.domain.AccountId;
import linkhold.domain.LinkQuery;
import linkhold.domain.SearchQuery;
import linkhold.domain.Sort;
import linkhold.persistence.schema.tables.LinkWords;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;

/** Searches by {@link WordIndex}. */
final class WordSearch {

  /** How many letters and digits in a row the index needs. */
  private static final int SHORTEST_WORD = 3;

  private static final LinkWords FOUND = LINK_WORDS.as("found");

  private WordSearch() {}

  /** Which rows of {@code link_words} may be of links that match; empty if all may. */
  static Optional<Condition> rows(AccountId account, LinkQuery query) {
    Optional<Condition> ofSearch =
        SearchCondition.ofIndex(query.search(), part -> rows(account, part));
    String[] keys = SearchCondition.keys(query);
    Optional<Condition> ofTags =
        keys.length == 0 ? Optional.empty() : Optional.of(LINK_WORDS.TAG_KEYS.contains(keys));
    return Stream.of(ofTags, ofSearch)
        .flatMap(Optional::stream)
        .reduce(Condition::and)
        .map(found -> found.and(negated(query.search())));
  }

  private static Optional<Condition> rows(AccountId account, SearchQuery part) {
    return switch (part) {
      case SearchQuery.Contains(String folded) when hasWord(folded) ->
          Optional.of(LINK_WORDS.SEARCH.like("%" + escaped(folded) + "%"));
      case SearchQuery.HasTag(String key) ->
          Optional.of(LINK_WORDS.TAG_KEYS.contains(new String[] {key}));
      case SearchQuery.HasUrl has ->
          Optional.of(
              LINK_WORDS.REVISION.in(
                  select(LINKS.REVISION)
                      .from(LINKS)
                      .where(LINKS.ACCOUNT_ID.eq(account.value()))
                      .and(SearchCondition.of(has))));
      default -> Optional.empty();
    };
  }

  /** What a query excludes, as far as rows tell: so that links are not read to be left out. */
  private static Condition negated(SearchQuery query) {
    return switch (query) {
      case SearchQuery.And(var parts) -> and(parts.stream().map(WordSearch::negated).toList());
      case SearchQuery.Not(SearchQuery.Contains(String folded)) ->
          position(LINK_WORDS.SEARCH, folded).eq(inline(0));
      case SearchQuery.Not(SearchQuery.HasTag(String key)) ->
          not(LINK_WORDS.TAG_KEYS.contains(new String[] {key}));
      default -> trueCondition();
    };
  }

  private static boolean hasWord(String text) {
    int length = 0;
    int c;
    for (int i = 0; i < text.length() && length < SHORTEST_WORD; i += Character.charCount(c)) {
      c = text.codePointAt(i);
      length = Character.isLetterOrDigit(c) ? length + 1 : 0;
    }
    return length == SHORTEST_WORD;
  }

  /** {@code text} as a pattern of {@code like} that matches it and nothing else. */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }

  /** As many of the links that match, in the order of the page, as it has, and one more. */
  static Table<?> links(AccountId account, LinkQuery query, Condition rows) {
    Condition wanted = SearchCondition.wanted(account, query);
    if (query.sort() == Sort.TITLE || query.sort() == Sort.TITLE_BACKWARDS) {
      return select(LINKS.fields())
          .from(LINKS)
          .where(wanted, PageOrder.of(LINKS).goesOn(query), WordIndex.mayMatch(account, rows))
          .offset(inline(0)) // PostgreSQL plans this by itself, without the limit around it
          .asTable(LINKS.getName());
    }
    return indexed(account, query, rows.and(ofWords(LINK_WORDS).goesOn(query)))
        .unionAll(
            select(LINKS.fields())
                .from(LINKS)
                .where(wanted, PageOrder.of(LINKS).goesOn(query))
                .and(WordIndex.hasNoRow(account))
                .offset(inline(0)))
        .asTable(LINKS.getName());
  }

  /** Reads links in the order of the page until there are enough. */
  private static Select<Record> indexed(AccountId account, LinkQuery query, Condition rows) {
    return select(LINKS.fields())
        .from(
            select(LINK_WORDS.REVISION, LINK_WORDS.CREATED_AT, LINK_WORDS.LINK_ID)
                .from(LINK_WORDS)
                .where(LINK_WORDS.ACCOUNT_ID.eq(account.value()), rows)
                .orderBy(ofWords(LINK_WORDS).by(query.sort()))
                .offset(inline(0))
                .asTable(FOUND.getName()))
        .crossJoin(
            lateral(
                select(LINKS.fields())
                    .from(LINKS)
                    .where(SearchCondition.wanted(account, query))
                    .and(LINKS.REVISION.eq(FOUND.REVISION))
                    .offset(inline(0))
                    .asTable(LINKS.getName())))
        .orderBy(ofWords(FOUND).by(query.sort()))
        .limit(inline(query.limit() + 1));
  }

  private static PageOrder ofWords(LinkWords words) {
    return new PageOrder(words.CREATED_AT, words.REVISION, words.SEARCH, words.LINK_ID);
  }
}
