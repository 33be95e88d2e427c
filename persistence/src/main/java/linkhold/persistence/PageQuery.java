package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static org.jooq.impl.DSL.asterisk;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.trueCondition;
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
import linkhold.domain.Version;
import linkhold.persistence.schema.tables.Links;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;
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
  static boolean isByLetters(AccountId account, LinkQuery query) {
    return WordSearch.rows(account, query).isEmpty()
        && Letters.condition(query.search()).isPresent();
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
        .orderBy(PageOrder.of(PAGE).by(query.sort()));
  }

  /** Counts the links on all pages, and finds the last of those that are skipped. */
  static LinkCount count(DSLContext dsl, AccountId account, LinkQuery query, long skipped) {
    Condition wanted =
        WordSearch.rows(account, query)
            .map(rows -> WordIndex.mayMatch(account, rows))
            .orElse(trueCondition())
            .and(SearchCondition.wanted(account, query));
    Table<?> last =
        select(LINKS.CREATED_AT, LINKS.REVISION, LINKS.TITLE_KEY, LINKS.ID)
            .from(LINKS)
            .where(wanted)
            .orderBy(PageOrder.of(LINKS).by(query.sort()))
            .offset(Math.max(skipped - 1, 0))
            .limit(skipped == 0 ? 0 : 1)
            .asTable(PAGE);
    Field<Integer> count = field(selectCount().from(LINKS).where(wanted));
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
    Optional<Condition> words = WordSearch.rows(account, query);
    if (words.isPresent()) {
      return firstInOrder(account, query, WordSearch.links(account, query, words.get()));
    }
    return Letters.condition(query.search())
        .map(letters -> LetterSearch.links(account, query, letters))
        .<Select<?>>map(all -> firstInOrder(account, query, all))
        .orElseGet(() -> inOrder(account, query));
  }

  private static Select<?> inOrder(AccountId account, LinkQuery query) {
    return select(columns(LINKS))
        .from(LINKS)
        .where(SearchCondition.wanted(account, query), PageOrder.of(LINKS).goesOn(query))
        .orderBy(PageOrder.of(LINKS).by(query.sort()))
        .limit(inline(query.limit() + 1));
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
                            .where(SearchCondition.live(account), PageOrder.of(LINKS).goesOn(query))
                            .orderBy(PageOrder.of(LINKS).by(query.sort()))
                            .limit(inline(READ_IN_ORDER))
                            .asTable(LINKS.getName()))
                    .where(SearchCondition.filter(query))
                    .orderBy(PageOrder.of(LINKS).by(query.sort()))
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
                        .orderBy(PageOrder.of(LINKS).by(query.sort()))
                        .limit(inline(query.limit() + 1))
                        .asTable("all")));
  }

  private static List<Field<?>> columns(Links links) {
    List<Field<?>> columns = new ArrayList<>(LinkColumns.of(links));
    columns.add(links.TITLE_KEY);
    return columns;
  }
}
