package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.insertInto;
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
import linkhold.domain.AccountId;
import linkhold.domain.Link;
import linkhold.domain.PageRead;
import linkhold.domain.SaveResult;
import linkhold.domain.SaveResult.Outcome;
import linkhold.domain.SearchText;
import linkhold.domain.Version;
import linkhold.persistence.schema.tables.Links;
import linkhold.persistence.schema.tables.Revisions;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * Creates links without tags, of any number of accounts, if the account is not locked and the link
 * does not exist: the commonest save, in a short statement. {@link LinkEdits} does all others.
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

  private static final Version NONE = new Version(0, 0);

  /** The columns set from the draft; tags are left at their default, none. */
  private static final List<LinkColumns.Column<?>> CONTENT =
      LinkColumns.CONTENT.stream().filter(column -> !column.equals(LinkColumns.TAGS)).toList();

  private static final ArrayColumns<Row> ROWS = rows();

  private static final Links DRAFT = LINKS.as("draft");
  private static final Links CREATED = LINKS.as("created");
  private static final Links LAST = LINKS.as("last");
  private static final Revisions LOCKED = REVISIONS.as("locked");

  private final ArrayParameters<Row> forms;

  /** Renders the statement for many links and, with less to set up, for one. */
  CreateStatement(DSLContext dsl) {
    forms =
        new ArrayParameters<>(
            ROWS,
            dsl.render(
                statement(
                    ROWS.as("draft"),
                    REVISIONS.ACCOUNT_ID.eq(any(val((Long[]) null, BIGINT.array()))),
                    counted())),
            dsl.render(
                statement(
                    ROWS.asOne("draft"),
                    REVISIONS.ACCOUNT_ID.eq(val((Long) null, BIGINT)),
                    countedOne())));
  }

  private static ArrayColumns<Row> rows() {
    ArrayColumns<Row> rows =
        new ArrayColumns<Row>()
            .with("account_id", ColumnType.INT8, row -> row.draft.account().value())
            .with("id", ColumnType.INT8, row -> (long) row.place)
            .with("digest", ColumnType.BYTEA, row -> row.draft.draft().url().digest())
            .with("search", ColumnType.TEXT, row -> SearchText.of(row.link))
            .with("read_later", ColumnType.BOOL, Row::readLater);
    CONTENT.forEach(column -> add(rows, column));
    return rows;
  }

  private static <T> void add(ArrayColumns<Row> rows, LinkColumns.Column<T> column) {
    rows.with(column.field().getName(), column.type(), row -> column.get().apply(row.link));
  }

  /**
   * Creates links, no two of which are the same.
   *
   * @return what was created, by the drafts; a draft is missing if its account is locked or does
   *     not exist, or the link exists, even as a tombstone
   */
  IdentityHashMap<AccountDraft, SaveResult.Saved> run(DSLContext dsl, List<AccountDraft> drafts) {
    return dsl.connectionResult(connection -> run(connection, drafts));
  }

  private IdentityHashMap<AccountDraft, SaveResult.Saved> run(
      Connection connection, List<AccountDraft> drafts) throws SQLException {
    List<Row> rows = new ArrayList<>(drafts.size());
    Map<AccountId, List<Row>> byAccount = new HashMap<>();
    for (AccountDraft draft : drafts) {
      List<Row> ofAccount = byAccount.computeIfAbsent(draft.account(), _ -> new ArrayList<>());
      Row row = new Row(ofAccount.size() + 1, draft, link(draft, 0, NONE));
      ofAccount.add(row);
      rows.add(row);
    }
    IdentityHashMap<AccountDraft, SaveResult.Saved> results = new IdentityHashMap<>();
    try (PreparedStatement statement = forms.prepare(connection, rows)) {
      forms.bind(statement, rows);
      if (forms.isOne(rows)) {
        statement.setLong(1 + ROWS.size(), drafts.getFirst().account().value());
      } else {
        Long[] accounts = byAccount.keySet().stream().map(AccountId::value).toArray(Long[]::new);
        statement.setArray(1 + ROWS.size(), connection.createArrayOf("int8", accounts));
      }
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

  /** A row of the result is a created link: its account, its id, and the counter before. */
  private static Select<?> statement(
      CommonTableExpression<?> draft, Condition accounts, CommonTableExpression<?> counted) {
    return with(draft)
        .with(name("locked").as(RevisionLock.lockFree(accounts)))
        .with(created(), counted)
        .select(CREATED.ACCOUNT_ID, CREATED.ID, LOCKED.EPOCH, LOCKED.REVISION)
        .from(table(name("created")))
        .join(table(name("locked")))
        .on(LOCKED.ACCOUNT_ID.eq(CREATED.ACCOUNT_ID));
  }

  private static CommonTableExpression<?> created() {
    Field<Long> revision = LOCKED.REVISION.plus(DRAFT.ID);
    List<Field<?>> columns = new ArrayList<>(List.of(LINKS.ACCOUNT_ID, LINKS.ID, LINKS.REVISION));
    columns.addAll(List.of(LINKS.DIGEST, LINKS.SEARCH, LINKS.READ_LATER));
    List<Field<?>> values = new ArrayList<>(List.of(DRAFT.ACCOUNT_ID, revision, revision));
    values.addAll(List.of(DRAFT.DIGEST, DRAFT.SEARCH, DRAFT.READ_LATER));
    for (LinkColumns.Column<?> column : CONTENT) {
      columns.add(column.field());
      values.add(column.in(DRAFT));
    }
    return name("created")
        .as(
            insertInto(LINKS, columns)
                .select(
                    select(values)
                        .from(table(name("draft")))
                        .join(table(name("locked")))
                        .on(LOCKED.ACCOUNT_ID.eq(DRAFT.ACCOUNT_ID)))
                .onConflict(LINKS.ACCOUNT_ID, LINKS.DIGEST)
                .doNothing()
                .returning(LINKS.ACCOUNT_ID, LINKS.ID, LINKS.REVISION));
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
