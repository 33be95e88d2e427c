package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static org.jooq.impl.DSL.and;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.or;
import static org.jooq.impl.DSL.trueCondition;

import linkhold.domain.SearchQuery;
import org.jooq.Condition;

/** A search as a condition on {@code links}. */
final class SearchCondition {

  private SearchCondition() {}

  static Condition of(SearchQuery query) {
    return switch (query) {
      case SearchQuery.Everything() -> trueCondition();
      case SearchQuery.Contains(String folded) -> LINKS.SEARCH.like("%" + escaped(folded) + "%");
      case SearchQuery.HasTag(String key) -> LINKS.TAG_KEYS.contains(new String[] {key});
      case SearchQuery.Not(SearchQuery part) -> not(of(part));
      case SearchQuery.And(var parts) -> and(parts.stream().map(SearchCondition::of).toList());
      case SearchQuery.Or(var parts) -> or(parts.stream().map(SearchCondition::of).toList());
    };
  }

  /** {@code text} as a pattern of {@code like} that matches it and nothing else. */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }
}
