package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.LINK_LETTERS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.trueCondition;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.with;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import linkhold.domain.AccountId;
import linkhold.domain.LinkQuery;
import linkhold.domain.Position;
import linkhold.domain.Sort;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record2;
import org.jooq.Select;
import org.jooq.SelectConditionStep;
import org.jooq.SortField;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Searches by {@link LetterIndex}. */
final class LetterSearch {

  /**
   * Where the links of a row of {@link LetterIndex} stand in the order of a page.
   *
   * @param ofLink what the page is ordered by
   * @param best no link of the row stands before this
   * @param worst no link of the row stands after this
   */
  private record Reach<T>(Field<T> ofLink, Field<T> best, Field<T> worst, boolean isDescending) {

    private static final Reach<OffsetDateTime> NEWEST =
        new Reach<>(LINKS.CREATED_AT, LINK_LETTERS.NEWEST, LINK_LETTERS.OLDEST, true);
    private static final Reach<OffsetDateTime> OLDEST =
        new Reach<>(LINKS.CREATED_AT, LINK_LETTERS.OLDEST, LINK_LETTERS.NEWEST, false);
    private static final Reach<Long> LATEST =
        new Reach<>(LINKS.REVISION, LINK_LETTERS.THROUGH, LINK_LETTERS.AFTER, true);
    private static final Reach<Long> EARLIEST =
        new Reach<>(LINKS.REVISION, LINK_LETTERS.AFTER, LINK_LETTERS.THROUGH, false);

    /** Empty if rows have no such order. */
    static Optional<Reach<?>> of(Sort sort) {
      return switch (sort) {
        case NEWEST -> Optional.of(NEWEST);
        case OLDEST -> Optional.of(OLDEST);
        case LATEST_CHANGE -> Optional.of(LATEST);
        case EARLIEST_CHANGE -> Optional.of(EARLIEST);
        case TITLE, TITLE_BACKWARDS -> Optional.empty();
      };
    }

    SortField<T> order() {
      return isDescending ? best.desc() : best.asc();
    }

    /** Whether links of the row may stand after the page before. */
    Condition goesOn(@Nullable Position after) {
      return switch (after) {
        case null -> trueCondition();
        case Position.ByCreation(var createdAt, _) ->
            goesBeyond(OffsetDateTime.ofInstant(createdAt, ZoneOffset.UTC));
        case Position.ByRevision(long revision) -> goesBeyond(revision);
        case Position.ByTitle _ -> trueCondition();
      };
    }

    private Condition goesBeyond(Object position) {
      Field<T> place = val(position, worst.getDataType());
      return isDescending ? worst.le(place) : worst.ge(place);
    }

    /** Whether links of the row may stand before the last of {@code links}, by {@code reach}. */
    Condition comesBeforeLast(Table<?> links, String reach) {
      Field<T> given = field(name(links.getName(), reach), ofLink.getDataType());
      return isDescending
          ? best.ge(field(select(min(given)).from(links)))
          : best.le(field(select(max(given)).from(links)));
    }
  }

  private LetterSearch() {}

  /**
   * The links that match among those that {@link LetterIndex} says may, and those it does not know
   * yet. Where rows of the index have an order like that of the page, those are left out that come
   * after as many links as the page has.
   */
  static Table<?> links(AccountId account, LinkQuery query, Condition letters) {
    Condition rows = LINK_LETTERS.ACCOUNT_ID.eq(account.value()).and(letters);
    Table<?> ofRow =
        select(LINKS.fields())
            .from(LINKS)
            .where(SearchCondition.wanted(account, query), PageOrder.of(LINKS).goesOn(query))
            .and(LINKS.REVISION.gt(LINK_LETTERS.AFTER))
            .and(LINKS.REVISION.le(LINK_LETTERS.THROUGH))
            .offset(inline(0))
            .asTable(LINKS.getName());
    Select<Record2<Long, Long>> unknown =
        select(coalesce(max(LINK_LETTERS.THROUGH), inline(0L)), inline(Long.MAX_VALUE))
            .from(LINK_LETTERS)
            .where(LINK_LETTERS.ACCOUNT_ID.eq(account.value()));
    return Reach.of(query.sort())
        .map(reach -> inReach(reach, query, rows, unknown, ofRow))
        .orElseGet(() -> ofRanges(ranges(rows).unionAll(unknown), ofRow))
        .asTable(LINKS.getName());
  }

  /** The links that match and may be on the page. */
  private static Select<Record> inReach(
      Reach<?> reach,
      LinkQuery query,
      Condition rows,
      Select<Record2<Long, Long>> unknown,
      Table<?> ofRow) {
    Condition wanted = rows.and(reach.goesOn(query.after()));
    Table<?> some = table(name("some"));
    Field<Integer> found = field(selectCount().from(some));
    Condition canBeOnPage =
        found.le(inline(query.limit())).or(reach.comesBeforeLast(some, "reach"));
    return with(name("some")
            .asMaterialized(
                select(reach.ofLink.as("reach"))
                    .from(ranges(wanted).orderBy(reach.order()).asTable(LINK_LETTERS.getName()))
                    .crossJoin(lateral(ofRow))
                    .limit(inline(query.limit() + 1))))
        .select(LINKS.fields())
        .from(ranges(wanted.and(canBeOnPage)).unionAll(unknown).asTable(LINK_LETTERS.getName()))
        .crossJoin(lateral(ofRow));
  }

  private static SelectConditionStep<Record2<Long, Long>> ranges(Condition rows) {
    return select(LINK_LETTERS.AFTER, LINK_LETTERS.THROUGH).from(LINK_LETTERS).where(rows);
  }

  private static Select<Record> ofRanges(Select<Record2<Long, Long>> ranges, Table<?> ofRow) {
    return select(LINKS.fields())
        .from(ranges.asTable(LINK_LETTERS.getName()))
        .crossJoin(lateral(ofRow));
  }
}
