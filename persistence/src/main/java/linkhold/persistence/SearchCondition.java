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
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import linkhold.domain.AccountId;
import linkhold.domain.LinkFlag;
import linkhold.domain.LinkQuery;
import linkhold.domain.LinkUrl;
import linkhold.domain.SearchQuery;
import linkhold.domain.Tag;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** A search as conditions on {@code links}, and on what is indexed of them. */
final class SearchCondition {

  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private SearchCondition() {}

  /** The links of an account that a page's query matches. */
  static Condition wanted(AccountId account, LinkQuery query) {
    return live(account).and(filter(query));
  }

  /** The links of an account, without tombstones. */
  static Condition live(AccountId account) {
    return LINKS.ACCOUNT_ID.eq(account.value()).andNot(LINKS.DELETED);
  }

  /** The keys of the tags that a page's query asks for beside its search. */
  static String[] keys(LinkQuery query) {
    return query.tags().stream().map(Tag::key).toArray(String[]::new);
  }

  /** What a page's query asks of a link, whatever account it is of. */
  static Condition filter(LinkQuery query) {
    Condition filter = of(query.search());
    for (LinkFlag flag : LinkFlag.values()) {
      Boolean wanted = query.flags().get(flag);
      if (wanted != null) {
        filter = filter.and(LinkColumns.of(flag).eq(inline(wanted)));
      }
    }
    String[] keys = keys(query);
    return keys.length == 0 ? filter : filter.and(LINKS.TAG_KEYS.contains(keys));
  }

  static Condition of(SearchQuery query) {
    return switch (query) {
      case SearchQuery.Everything() -> trueCondition();
      case SearchQuery.Contains(String folded) -> position(LINKS.SEARCH, folded).gt(inline(0));
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

  /** Moments are kept to the microsecond, and only within the years that a link can have. */
  private static Condition isAfter(Field<OffsetDateTime> time, Instant moment) {
    if (moment.isBefore(EARLIEST)) {
      return trueCondition();
    }
    return moment.isAfter(LATEST)
        ? falseCondition()
        : time.gt(moment.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
  }

  /**
   * What an index says of the links that a query matches: a condition that all of its rows about
   * such links meet; empty if the index does not narrow the search.
   *
   * @param ofPart the same for a part that is neither {@code And} nor {@code Or}
   */
  static Optional<Condition> ofIndex(
      SearchQuery query, Function<SearchQuery, Optional<Condition>> ofPart) {
    return switch (query) {
      case SearchQuery.And(var parts) ->
          Optional.of(known(parts, ofPart)).filter(known -> !known.isEmpty()).map(DSL::and);
      case SearchQuery.Or(var parts) ->
          Optional.of(known(parts, ofPart))
              .filter(known -> known.size() == parts.size())
              .map(DSL::or);
      default -> ofPart.apply(query);
    };
  }

  private static List<Condition> known(
      List<SearchQuery> parts, Function<SearchQuery, Optional<Condition>> ofPart) {
    return parts.stream().flatMap(part -> ofIndex(part, ofPart).stream()).toList();
  }
}
