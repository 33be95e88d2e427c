package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.LINK_LETTERS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static org.jooq.impl.DSL.asterisk;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.trueCondition;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.with;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import linkhold.domain.AccountId;
import linkhold.domain.Link;
import linkhold.domain.LinkCount;
import linkhold.domain.LinkFlag;
import linkhold.domain.LinkPage;
import linkhold.domain.LinkQuery;
import linkhold.domain.Position;
import linkhold.domain.SearchQuery;
import linkhold.domain.Sort;
import linkhold.domain.Tag;
import linkhold.domain.Version;
import linkhold.persistence.schema.tables.Links;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record2;
import org.jooq.Select;
import org.jooq.SelectConditionStep;
import org.jooq.SortField;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/** Pages of links. Each call reads all of its answer in one statement, and so in one snapshot. */
final class PageQuery {

  private static final Links PAGE = LINKS.as("page");

  /**
   * The parts of a plain query that its statement's text depends on. The limit and the flags are
   * literals: with parameters PostgreSQL would not know how few rows it has to read, and would plan
   * each call again.
   */
  private record Shape(Sort sort, boolean continues, int limit, Map<LinkFlag, Boolean> flags) {

    static Shape of(LinkQuery query) {
      return new Shape(query.sort(), query.after() != null, query.limit(), query.flags());
    }
  }

  /** How the links of a page are found. */
  private enum Way {
    /** By reading the account's links in their order, until there are enough. */
    IN_ORDER,
    /** By the index of words, tags and URLs, unless the first in their order are enough. */
    BY_WORDS,
    /** By {@link LetterIndex}, unless the first in their order are enough. */
    BY_LETTERS;

    static Way of(LinkQuery query) {
      if (!query.tags().isEmpty() || Letters.hasWords(query.search())) {
        return BY_WORDS;
      }
      return Letters.condition(query.search()).isPresent() ? BY_LETTERS : IN_ORDER;
    }
  }

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

  /** How many links are read in their order before an index is asked. */
  private static final int READ_IN_ORDER = 4_000;

  /** How many texts are cached; clients ask for few kinds of pages, but could for any. */
  private static final int MAX_TEXTS = 200;

  // After the columns of the link.
  private static final int EPOCH = LinkColumns.SIZE + 1;
  private static final int REVISION = LinkColumns.SIZE + 2;

  private final Map<Shape, String> texts = new ConcurrentHashMap<>();

  /** The page, of a query whose statement is planned once for all pages of its kind. */
  LinkPage run(DSLContext dsl, AccountId account, LinkQuery query) {
    if (!isPlain(query)) {
      Select<?> statement = statement(account, query);
      return run(dsl, query, dsl.render(statement), dsl.extractBindValues(statement));
    }
    List<Object> values = values(account, query);
    Shape shape = Shape.of(query);
    String text = texts.get(shape);
    if (text == null) {
      text = text(dsl, account, query, values);
      if (texts.size() < MAX_TEXTS) {
        texts.put(shape, text);
      }
    }
    return run(dsl, query, text, values);
  }

  /** Whether the page was found by {@link LetterIndex}, if the account is large. */
  static boolean isByLetters(LinkQuery query) {
    return Way.of(query) == Way.BY_LETTERS;
  }

  /** Whether the query looks for no words and no tags. */
  static boolean isPlain(LinkQuery query) {
    return query.search() instanceof SearchQuery.Everything && query.tags().isEmpty();
  }

  private static String text(
      DSLContext dsl, AccountId account, LinkQuery query, List<Object> values) {
    Select<?> statement = statement(account, query);
    if (!dsl.extractBindValues(statement).equals(values)) {
      throw new IllegalStateException("The values of a page are not those of its statement.");
    }
    return dsl.render(statement);
  }

  /** The values of a plain query's parameters, in the order in which its text has them. */
  private static List<Object> values(AccountId account, LinkQuery query) {
    List<Object> values = new ArrayList<>();
    values.add(account.value());
    switch (query.after()) {
      case null -> {}
      case Position.ByCreation(var createdAt, long id) -> {
        values.add(OffsetDateTime.ofInstant(createdAt, ZoneOffset.UTC));
        values.add(id);
      }
      case Position.ByRevision(long revision) -> values.add(revision);
      case Position.ByTitle(String key, long id) -> {
        values.add(key);
        values.add(id);
      }
    }
    values.add(account.value());
    return values;
  }

  private static LinkPage run(DSLContext dsl, LinkQuery query, String text, List<?> values) {
    return dsl.connectionResult(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(text)) {
        if (!isPlain(query)) {
          // The best plan depends on how rare a word is.
          statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        }
        for (int i = 0; i < values.size(); i++) {
          Object value = values.get(i);
          statement.setObject(
              i + 1,
              value instanceof String[] texts ? connection.createArrayOf("text", texts) : value);
        }
        try (ResultSet rows = statement.executeQuery()) {
          return page(rows, query.limit());
        }
      }
    });
  }

  private static LinkPage page(ResultSet rows, int limit) throws SQLException {
    if (!rows.next()) {
      throw RevisionLock.noAccount();
    }
    Version version = new Version(rows.getLong(EPOCH), rows.getLong(REVISION));
    List<Link> links = new ArrayList<>(limit);
    boolean more = false;
    do {
      if (links.size() == limit) {
        more = true;
      } else if (rows.getLong(LinkColumns.ID) != 0) {
        links.add(LinkColumns.toLink(rows, version.epoch()));
      } // otherwise the account has no matching links: one row without a link
    } while (rows.next());
    return new LinkPage(version, links, more);
  }

  private static Select<?> statement(AccountId account, LinkQuery query) {
    return select(LinkColumns.of(PAGE))
        .select(REVISIONS.EPOCH, REVISIONS.REVISION)
        .from(REVISIONS)
        .leftJoin(lateral(page(account, query).asTable(PAGE)))
        .on(trueCondition())
        .where(REVISIONS.ACCOUNT_ID.eq(account.value()))
        .orderBy(order(query.sort(), PAGE));
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
        .orElseThrow(RevisionLock::noAccount);
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
    return switch (Way.of(query)) {
      case IN_ORDER ->
          select(columns(LINKS))
              .from(LINKS)
              .where(wanted(account, query), after(query))
              .orderBy(order(query.sort(), LINKS))
              .limit(inline(query.limit() + 1));
      case BY_WORDS -> firstInOrder(account, query, byWords(account, query));
      case BY_LETTERS -> firstInOrder(account, query, byLetters(account, query));
    };
  }

  /**
   * The page among the first links in their order, which is enough unless few of them match;
   * otherwise from all links that match. PostgreSQL, left to choose, now and then reads a whole
   * account in its order, since it does not know how many links of this account match, nor where.
   */
  private static Select<?> firstInOrder(AccountId account, LinkQuery query, Table<?> all) {
    Table<?> first = table(name("first"));
    Field<Integer> found = field(selectCount().from(first));
    Condition isEnough =
        REVISIONS.REVISION.le(inline((long) READ_IN_ORDER)).or(found.gt(inline(query.limit())));
    return with(name("first")
            .asMaterialized(
                select(columns(LINKS))
                    .from(
                        select(LINKS.fields())
                            .from(LINKS)
                            .where(live(account), after(query))
                            .orderBy(order(query.sort(), LINKS))
                            .limit(inline(READ_IN_ORDER))
                            .asTable(LINKS.getName()))
                    .where(filter(query))
                    .orderBy(order(query.sort(), LINKS))
                    .limit(inline(query.limit() + 1))))
        .select(asterisk())
        .from(first)
        .where(isEnough)
        .unionAll(
            select(asterisk())
                .from(
                    select(columns(LINKS))
                        .from(all)
                        .where(isEnough.not())
                        .orderBy(order(query.sort(), LINKS))
                        .limit(inline(query.limit() + 1))
                        .asTable("all")));
  }

  /** All links that match, by way of the index of words; never in their order. */
  private static Table<?> byWords(AccountId account, LinkQuery query) {
    return select(LINKS.fields())
        .from(LINKS)
        .where(wanted(account, query), after(query))
        .offset(inline(0)) // PostgreSQL plans this by itself, without the limit around it
        .asTable(LINKS.getName());
  }

  /**
   * The links that match among those that {@link LetterIndex} says may, and those it does not know
   * yet. Where rows of the index have an order like that of the page, those are left out that come
   * after as many links as the page has.
   */
  private static Table<?> byLetters(AccountId account, LinkQuery query) {
    Condition rows =
        LINK_LETTERS
            .ACCOUNT_ID
            .eq(account.value())
            .and(Letters.condition(query.search()).orElseThrow());
    Table<?> ofRow =
        select(LINKS.fields())
            .from(LINKS)
            .where(wanted(account, query), after(query))
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

  private static List<Field<?>> columns(Links links) {
    List<Field<?>> columns = new ArrayList<>(LinkColumns.of(links));
    columns.add(links.TITLE_KEY);
    return columns;
  }

  private static Condition live(AccountId account) {
    return LINKS.ACCOUNT_ID.eq(account.value()).andNot(LINKS.DELETED);
  }

  private static Condition wanted(AccountId account, LinkQuery query) {
    return live(account).and(filter(query));
  }

  private static Condition filter(LinkQuery query) {
    Condition filter = SearchCondition.of(query.search());
    for (LinkFlag flag : LinkFlag.values()) {
      Boolean wanted = query.flags().get(flag);
      if (wanted != null) {
        filter = filter.and(LinkColumns.of(flag).eq(inline(wanted)));
      }
    }
    String[] keys = query.tags().stream().map(Tag::key).toArray(String[]::new);
    return keys.length == 0 ? filter : filter.and(LINKS.TAG_KEYS.contains(keys));
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

  private static Condition after(LinkQuery query) {
    return query.after() == null ? trueCondition() : after(query.sort(), query.after());
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
