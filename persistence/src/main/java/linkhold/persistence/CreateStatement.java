package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static linkhold.persistence.schema.Tables.TAGS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.with;
import static org.jooq.impl.SQLDataType.BIGINT;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import linkhold.domain.AccountId;
import linkhold.domain.Link;
import linkhold.domain.PageRead;
import linkhold.domain.SaveResult;
import linkhold.domain.SaveResult.Outcome;
import linkhold.domain.SearchText;
import linkhold.domain.Tag;
import linkhold.domain.Version;
import linkhold.persistence.schema.tables.Links;
import linkhold.persistence.schema.tables.Revisions;
import linkhold.persistence.schema.tables.Tags;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * Creates links, of any number of accounts, if the account is not locked, the link does not exist,
 * and the account spells the tags as they are given: the most frequent save, in one statement.
 * {@link LinkEdits} does all others.
 *
 * <p>It needs no lock taken beforehand. What has changed since the statement began does not matter:
 * the row of a counter is read again once it is locked, and the unique index finds existing links.
 */
final class CreateStatement {

  /**
   * A link to be created.
   *
   * @param place its position among its account's links in this statement, counted from 1
   * @param link the new link, except for its id and version
   */
  private record Row(int place, AccountDraft draft, Link link) {

    /** Whether the page is read after those of single saves; null when it is not read. */
    @Nullable Boolean readLater() {
      return link.pageRead().state() == PageRead.State.PENDING ? draft.draft().isImported() : null;
    }
  }

  private record Spelling(AccountId account, Tag tag) {}

  private static final Version NONE = new Version(0, 0);

  private static final ArrayColumns<Spelling> SPELLINGS =
      new ArrayColumns<Spelling>()
          .with("account_id", ColumnType.INT8, spelling -> spelling.account.value())
          .with("key", ColumnType.TEXT, spelling -> spelling.tag.key())
          .with("name", ColumnType.TEXT, spelling -> spelling.tag.name());

  private static final Links DRAFT = LINKS.as("draft");
  private static final Links CREATED = LINKS.as("created");
  private static final Links LAST = LINKS.as("last");
  private static final Revisions LOCKED = REVISIONS.as("locked");
  private static final Revisions SEEN = REVISIONS.as("seen");
  private static final Tags SPELLING = TAGS.as("spelling");

  /** For links without tags: tags are left at their default, none. */
  private final Form untagged;

  private final Form tagged;

  /** Renders the statement for many links and, with less to set up, for one. */
  CreateStatement(DSLContext dsl) {
    this.untagged = new Form(dsl, false);
    this.tagged = new Form(dsl, true);
  }

  /**
   * Creates links, no two of which are the same.
   *
   * @param drafts an account's tags are spelled alike in all of them
   * @return what was created, by the drafts; a draft is missing if its account is locked or does
   *     not exist, or the link exists, even as a tombstone, or the account spells one of the tags
   *     otherwise
   */
  IdentityHashMap<AccountDraft, SaveResult.Saved> run(DSLContext dsl, List<AccountDraft> drafts) {
    Form form =
        drafts.stream().allMatch(draft -> draft.draft().tags().isEmpty()) ? untagged : tagged;
    return dsl.connectionResult(connection -> run(connection, form, drafts));
  }

  private static IdentityHashMap<AccountDraft, SaveResult.Saved> run(
      Connection connection, Form form, List<AccountDraft> drafts) throws SQLException {
    List<Row> rows = new ArrayList<>(drafts.size());
    Map<AccountId, List<Row>> byAccount = new HashMap<>();
    for (AccountDraft draft : drafts) {
      List<Row> ofAccount = byAccount.computeIfAbsent(draft.account(), _ -> new ArrayList<>());
      Row row = new Row(ofAccount.size() + 1, draft, link(draft, 0, NONE));
      ofAccount.add(row);
      rows.add(row);
    }
    IdentityHashMap<AccountDraft, SaveResult.Saved> results = new IdentityHashMap<>();
    try (PreparedStatement statement = form.texts.prepare(connection, rows)) {
      form.bind(statement, rows, byAccount.keySet());
      try (ResultSet created = statement.executeQuery()) {
        while (created.next()) {
          long id = created.getLong(2);
          int place = (int) (id - created.getLong(4));
          Row row =
              Objects.requireNonNull(byAccount.get(new AccountId(created.getLong(1))))
                  .get(place - 1);
          Link link = link(row.draft, id, new Version(created.getLong(3), id));
          results.put(row.draft, new SaveResult.Saved(Outcome.CREATED, link));
        }
      }
    }
    return results;
  }

  private static Link link(AccountDraft draft, long id, Version version) {
    return draft.draft().create(id, version, draft.time());
  }

  /** The statement for links with tags, or without. */
  private static final class Form {

    private final boolean hasTags;
    private final List<LinkColumns.Column<?>> content;
    private final ArrayColumns<Row> rows;
    private final ArrayParameters<Row> texts;

    Form(DSLContext dsl, boolean hasTags) {
      this.hasTags = hasTags;
      this.content =
          LinkColumns.CONTENT.stream()
              .filter(column -> hasTags || !column.equals(LinkColumns.TAGS))
              .toList();
      this.rows = rows();
      this.texts =
          new ArrayParameters<>(
              rows,
              dsl.render(
                  statement(
                      rows.as("draft"),
                      REVISIONS.ACCOUNT_ID.eq(any(val((Long[]) null, BIGINT.array()))),
                      counted())),
              dsl.render(
                  statement(
                      rows.asOne("draft"),
                      REVISIONS.ACCOUNT_ID.eq(val((Long) null, BIGINT)),
                      countedOne())));
    }

    private ArrayColumns<Row> rows() {
      ArrayColumns<Row> columns =
          new ArrayColumns<Row>()
              .with("account_id", ColumnType.INT8, row -> row.draft.account().value())
              .with("id", ColumnType.INT8, row -> (long) row.place)
              .with("digest", ColumnType.BYTEA, row -> row.draft.draft().url().digest())
              .with("search", ColumnType.TEXT, row -> SearchText.of(row.link))
              .with("read_later", ColumnType.BOOL, Row::readLater);
      if (hasTags) {
        columns.with("tag_keys", ColumnType.WORDS, row -> LinkColumns.texts(row.link, Tag::key));
      }
      content.forEach(column -> add(columns, column));
      return columns;
    }

    private static <T> void add(ArrayColumns<Row> rows, LinkColumns.Column<T> column) {
      rows.with(column.field().getName(), column.type(), row -> column.get().apply(row.link));
    }

    void bind(PreparedStatement statement, List<Row> drafts, Set<AccountId> accounts)
        throws SQLException {
      texts.bind(statement, drafts);
      int next = 1 + rows.size();
      if (hasTags) {
        SPELLINGS.bind(statement, next, spellings(drafts));
        next += SPELLINGS.size();
      }
      if (texts.isOne(drafts)) {
        statement.setLong(next, drafts.getFirst().draft.account().value());
      } else {
        Long[] ids = accounts.stream().map(AccountId::value).toArray(Long[]::new);
        statement.setArray(next, statement.getConnection().createArrayOf("int8", ids));
      }
    }

    private static List<Spelling> spellings(List<Row> drafts) {
      return drafts.stream()
          .flatMap(
              row -> row.link.tags().stream().map(tag -> new Spelling(row.draft.account(), tag)))
          .distinct()
          .toList();
    }

    /** A row of the result is a created link: its account, its id, and the counter before. */
    private Select<?> statement(
        CommonTableExpression<?> draft, Condition accounts, CommonTableExpression<?> counted) {
      List<CommonTableExpression<?>> steps = new ArrayList<>(List.of(draft));
      if (hasTags) {
        steps.add(SPELLINGS.as("spelling"));
      }
      steps.add(name("locked").as(RevisionLock.lockFree(accounts)));
      if (hasTags) {
        steps.addAll(List.of(other(), ready(), spelled()));
      }
      steps.addAll(List.of(created(), counted));
      return with(steps)
          .select(CREATED.ACCOUNT_ID, CREATED.ID, LOCKED.EPOCH, LOCKED.REVISION)
          .from(table(name("created")))
          .join(table(name("locked")))
          .on(LOCKED.ACCOUNT_ID.eq(CREATED.ACCOUNT_ID));
    }

    private CommonTableExpression<?> created() {
      Field<Long> revision = LOCKED.REVISION.plus(DRAFT.ID);
      List<Field<?>> columns =
          new ArrayList<>(
              List.of(
                  LINKS.ACCOUNT_ID,
                  LINKS.ID,
                  LINKS.REVISION,
                  LINKS.DIGEST,
                  LINKS.SEARCH,
                  LINKS.READ_LATER));
      List<Field<?>> values =
          new ArrayList<>(
              List.of(
                  DRAFT.ACCOUNT_ID,
                  revision,
                  revision,
                  DRAFT.DIGEST,
                  DRAFT.SEARCH,
                  DRAFT.READ_LATER));
      for (LinkColumns.Column<?> column : content) {
        columns.add(column.field());
        values.add(column.type().value(column.in(DRAFT)));
      }
      Condition canBeCreated = LOCKED.ACCOUNT_ID.eq(DRAFT.ACCOUNT_ID);
      if (hasTags) {
        columns.add(LINKS.TAG_KEYS);
        values.add(ColumnType.WORDS.value(DRAFT.TAG_KEYS));
        canBeCreated =
            canBeCreated.and(
                DRAFT.ACCOUNT_ID.in(
                    select(field(name("ready", "account_id"), BIGINT)).from(table(name("ready")))));
      }
      return name("created")
          .as(
              insertInto(LINKS, columns)
                  .select(
                      select(values)
                          .from(table(name("draft")))
                          .join(table(name("locked")))
                          .on(canBeCreated))
                  .onConflict(LINKS.ACCOUNT_ID, LINKS.DIGEST)
                  .doNothing()
                  .returning(LINKS.ACCOUNT_ID, LINKS.ID, LINKS.REVISION));
    }
  }

  /** The accounts that spell one of the tags otherwise, or have one of the links. */
  private static CommonTableExpression<?> other() {
    return name("other")
        .as(
            select(DRAFT.ACCOUNT_ID)
                .from(table(name("draft")))
                .crossJoin(
                    lateral(
                        select(LINKS.ID)
                            .from(LINKS)
                            .where(
                                LINKS.ACCOUNT_ID.eq(DRAFT.ACCOUNT_ID),
                                LINKS.DIGEST.eq(DRAFT.DIGEST))
                            .limit(inline(1))
                            .asTable(LINKS.getName())))
                .unionAll(spelledOtherwise()));
  }

  private static Select<Record1<Long>> spelledOtherwise() {
    return select(SPELLING.ACCOUNT_ID)
        .from(table(name("spelling")))
        .crossJoin(
            lateral(
                select(TAGS.NAME)
                    .from(TAGS)
                    .where(TAGS.ACCOUNT_ID.eq(SPELLING.ACCOUNT_ID), TAGS.KEY.eq(SPELLING.KEY))
                    .limit(inline(1))
                    .asTable(TAGS.getName())))
        .where(TAGS.NAME.ne(SPELLING.NAME));
  }

  /**
   * The accounts whose drafts can be created as they are, all of them, so that no revision between
   * theirs stays unused. That is read as of the statement's beginning, so nothing may have changed
   * before the account was locked.
   */
  private static CommonTableExpression<?> ready() {
    return name("ready")
        .as(
            select(LOCKED.ACCOUNT_ID)
                .from(table(name("locked")))
                .crossJoin(
                    lateral(
                        select(REVISIONS.REVISION)
                            .from(REVISIONS)
                            .where(REVISIONS.ACCOUNT_ID.eq(LOCKED.ACCOUNT_ID))
                            .limit(inline(1))
                            .asTable(SEEN.getName())))
                .where(SEEN.REVISION.eq(LOCKED.REVISION))
                .and(
                    LOCKED.ACCOUNT_ID.notIn(
                        select(field(name("other", "account_id"), BIGINT))
                            .from(table(name("other"))))));
  }

  /**
   * Stores the spellings, also those that were there when the statement began: a tag that no link
   * has is forgotten without a revision.
   */
  private static CommonTableExpression<?> spelled() {
    return name("spelled")
        .as(
            insertInto(TAGS, TAGS.ACCOUNT_ID, TAGS.KEY, TAGS.NAME)
                .select(
                    select(SPELLING.ACCOUNT_ID, SPELLING.KEY, SPELLING.NAME)
                        .from(table(name("spelling")))
                        .join(table(name("locked")))
                        .on(LOCKED.ACCOUNT_ID.eq(SPELLING.ACCOUNT_ID)))
                .onConflict(TAGS.ACCOUNT_ID, TAGS.KEY)
                .doNothing()
                .returning(TAGS.ACCOUNT_ID));
  }

  /** Sets the accounts' counters to the last revision of a created link. */
  private static CommonTableExpression<?> counted() {
    return counted(
        select(CREATED.ACCOUNT_ID, max(CREATED.REVISION).as(LINKS.REVISION))
            .from(table(name("created")))
            .groupBy(CREATED.ACCOUNT_ID)
            .asTable("last"));
  }

  /** Sets the account's counter to the revision of the created link, if any. */
  private static CommonTableExpression<?> countedOne() {
    return counted(table(name("created")).as("last"));
  }

  private static CommonTableExpression<?> counted(Table<?> last) {
    return name("counted")
        .as(
            update(REVISIONS)
                .set(REVISIONS.REVISION, LAST.REVISION)
                .from(last)
                .where(REVISIONS.ACCOUNT_ID.eq(LAST.ACCOUNT_ID))
                .returning(REVISIONS.ACCOUNT_ID));
  }
}
