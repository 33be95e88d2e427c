package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static org.jooq.impl.DSL.and;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.or;
import static org.jooq.impl.DSL.position;
import static org.jooq.impl.DSL.trueCondition;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import linkhold.domain.LinkUrl;
import linkhold.domain.SearchQuery;
import org.jooq.Condition;
import org.jooq.Field;

/** A search as a condition on {@code links}. */
final class SearchCondition {

  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private SearchCondition() {}

  static Condition of(SearchQuery query) {
    return switch (query) {
      case SearchQuery.Everything() -> trueCondition();
      case SearchQuery.Contains contains -> contains(contains);
      case SearchQuery.HasTag(String key) -> LINKS.TAG_KEYS.contains(new String[] {key});
      case SearchQuery.HasUrl(LinkUrl url) -> LINKS.DIGEST.eq(url.digest());
      case SearchQuery.Untagged() -> LINKS.TAG_KEYS.eq(new String[0]);
      case SearchQuery.Unread() -> condition(LINKS.UNREAD);
      case SearchQuery.Shared() -> condition(LINKS.SHARED);
      case SearchQuery.CreatedAfter(Instant moment) -> isAfter(LINKS.CREATED_AT, moment);
      case SearchQuery.UpdatedAfter(Instant moment) -> isAfter(LINKS.UPDATED_AT, moment);
      case SearchQuery.Not(SearchQuery part) -> not(of(part));
      case SearchQuery.And(var parts) -> and(parts.stream().map(SearchCondition::of).toList());
      case SearchQuery.Or(var parts) -> or(parts.stream().map(SearchCondition::of).toList());
    };
  }

  /**
   * By {@code like} where the index of words can find it. With a term that is too short for it,
   * that index would be read as a whole.
   */
  private static Condition contains(SearchQuery.Contains query) {
    return Letters.hasWords(query)
        ? LINKS.SEARCH.like("%" + escaped(query.folded()) + "%")
        : position(LINKS.SEARCH, query.folded()).gt(inline(0));
  }

  /** Moments are kept to the microsecond, and only within the years that a link can have. */
  private static Condition isAfter(Field<OffsetDateTime> time, Instant moment) {
    if (moment.isBefore(EARLIEST)) {
      return trueCondition();
    }
    return moment.isAfter(LATEST)
        ? falseCondition()
        : time.gt(moment.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
  }

  /** {@code text} as a pattern of {@code like} that matches it and nothing else. */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }
}
