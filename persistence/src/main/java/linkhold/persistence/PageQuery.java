package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.trueCondition;
import static org.jooq.impl.DSL.val;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import linkhold.domain.AccountId;
import linkhold.domain.Link;
import linkhold.domain.LinkCount;
import linkhold.domain.LinkPage;
import linkhold.domain.LinkQuery;
import linkhold.domain.Position;
import linkhold.domain.Sort;
import linkhold.domain.Tag;
import linkhold.domain.Version;
import linkhold.persistence.schema.tables.Links;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Select;
import org.jooq.SortField;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Pages of links. What one call tells it reads in one statement, and so in one state. */
final class PageQuery {

  private static final Links PAGE = LINKS.as("page");

  private PageQuery() {}

  static LinkPage run(DSLContext dsl, AccountId account, LinkQuery query) {
    Result<?> rows =
        dsl.select(REVISIONS.EPOCH, REVISIONS.REVISION)
            .select(LinkRow.columns(PAGE))
            .from(REVISIONS)
            .leftJoin(lateral(page(account, query).asTable(PAGE)))
            .on(trueCondition())
            .where(REVISIONS.ACCOUNT_ID.eq(account.value()))
            .orderBy(order(query.sort(), PAGE))
            .fetch();
    if (rows.isEmpty()) {
      throw Counter.noAccount();
    }
    Record first = rows.getFirst();
    Version version = new Version(first.get(REVISIONS.EPOCH), first.get(REVISIONS.REVISION));
    List<Link> links = new ArrayList<>(rows.size());
    for (Record row : rows) {
      // An account without links on this page has one row, without a link.
      if (row.get(PAGE.ID) != null && links.size() < query.limit()) {
        links.add(LinkRow.toLink(row, PAGE, REVISIONS.EPOCH));
      }
    }
    return new LinkPage(version, links, rows.size() > query.limit());
  }

  /** Counts the links on all pages, and finds the last of those that are skipped. */
  static LinkCount count(DSLContext dsl, AccountId account, LinkQuery query, long skipped) {
    Table<?> last =
        select(LINKS.CREATED_AT, LINKS.REVISION, LINKS.TITLE_KEY, LINKS.ID)
            .from(LINKS)
            .where(wanted(account, query))
            .orderBy(order(query.sort(), LINKS))
            .offset(Math.max(skipped - 1, 0))
            .limit(skipped == 0 ? 0 : 1)
            .asTable(PAGE);
    Field<Integer> count = field(selectCount().from(LINKS).where(wanted(account, query)));
    return dsl.select(count, PAGE.CREATED_AT, PAGE.REVISION, PAGE.TITLE_KEY, PAGE.ID)
        .from(REVISIONS)
        .leftJoin(last)
        .on(trueCondition())
        .where(REVISIONS.ACCOUNT_ID.eq(account.value()))
        .fetchOptional(row ->
            new LinkCount(row.value1(), row.value5() == null ? null : position(row, query.sort())))
        .orElseThrow(Counter::noAccount);
  }

  private static Position position(Record row, Sort sort) {
    return switch (sort) {
      case NEWEST, OLDEST ->
          new Position.ByCreation(row.get(PAGE.CREATED_AT).toInstant(), row.get(PAGE.ID));
      case LATEST_CHANGE, EARLIEST_CHANGE -> new Position.ByRevision(row.get(PAGE.REVISION));
      case TITLE, TITLE_BACKWARDS ->
          new Position.ByTitle(row.get(PAGE.TITLE_KEY), row.get(PAGE.ID));
    };
  }

  /** The page and, if there is one, the link after it. */
  private static Select<?> page(AccountId account, LinkQuery query) {
    List<Field<?>> columns = new ArrayList<>(LinkRow.columns(LINKS));
    columns.add(LINKS.TITLE_KEY);
    return select(columns)
        .from(LINKS)
        .where(wanted(account, query))
        .and(query.after() == null ? trueCondition() : after(query.sort(), query.after()))
        .orderBy(order(query.sort(), LINKS))
        .limit(query.limit() + 1);
  }

  private static Condition wanted(AccountId account, LinkQuery query) {
    return LINKS.ACCOUNT_ID.eq(account.value()).andNot(LINKS.DELETED).and(filter(query));
  }

  private static Condition filter(LinkQuery query) {
    Condition filter =
        SearchCondition.of(query.search())
            .and(is(LINKS.UNREAD, query.unread()))
            .and(is(LINKS.ARCHIVED, query.archived()))
            .and(is(LINKS.FAVORITE, query.favorite()))
            .and(is(LINKS.SHARED, query.shared()));
    String[] keys = query.tags().stream().map(Tag::key).toArray(String[]::new);
    return keys.length == 0 ? filter : filter.and(LINKS.TAG_KEYS.contains(keys));
  }

  private static Condition is(Field<Boolean> flag, @Nullable Boolean wanted) {
    return wanted == null ? trueCondition() : flag.eq(wanted);
  }

  private static List<SortField<?>> order(Sort sort, Links links) {
    return switch (sort) {
      case NEWEST -> List.of(links.CREATED_AT.desc(), links.ID.desc());
      case OLDEST -> List.of(links.CREATED_AT.asc(), links.ID.asc());
      case LATEST_CHANGE -> List.of(links.REVISION.desc());
      case EARLIEST_CHANGE -> List.of(links.REVISION.asc());
      case TITLE -> List.of(links.TITLE_KEY.asc(), links.ID.asc());
      case TITLE_BACKWARDS -> List.of(links.TITLE_KEY.desc(), links.ID.desc());
    };
  }

  private static Condition after(Sort sort, Position position) {
    boolean descending = sort.isDescending();
    return switch (position) {
      case Position.ByCreation(var createdAt, long id) -> {
        var place = row(val(OffsetDateTime.ofInstant(createdAt, ZoneOffset.UTC)), val(id));
        var links = row(LINKS.CREATED_AT, LINKS.ID);
        yield descending ? links.lt(place) : links.gt(place);
      }
      case Position.ByRevision(long revision) ->
          descending ? LINKS.REVISION.lt(revision) : LINKS.REVISION.gt(revision);
      case Position.ByTitle(String key, long id) -> {
        var place = row(val(key), val(id));
        var links = row(LINKS.TITLE_KEY, LINKS.ID);
        yield descending ? links.lt(place) : links.gt(place);
      }
    };
  }
}
