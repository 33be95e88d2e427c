package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.with;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import linkhold.domain.AccountId;
import linkhold.domain.Link;
import linkhold.domain.SaveResult;
import linkhold.domain.SaveResult.Outcome;
import linkhold.domain.SearchText;
import linkhold.domain.Version;
import linkhold.persistence.schema.tables.Links;
import linkhold.persistence.schema.tables.Revisions;
import org.jooq.CommonTableExpression;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SelectForUpdateWaitStep;
import org.jspecify.annotations.Nullable;

/**
 * Creates links without tags, of any number of accounts, where neither the account is busy nor the
 * link there: the commonest save, in a statement of few steps. What it leaves out is for {@link
 * SaveStatement}.
 *
 * <p>It needs no lock taken beforehand. What has changed since the statement began does not matter:
 * the row of a counter is read anew once it is locked, and the unique index tells which links are
 * there.
 */
final class CreateStatement {

  /**
   * A link to be created.
   *
   * @param number which of all drafts it is from, counted from 0
   * @param place which of its account's it is in this statement, counted from 1
   * @param link as it will be, but for its id and version
   */
  private record Row(int number, int place, SaveInput.Draft draft, Link link) {}

  private static final Version NONE = new Version(0, 0);

  private static final ArrayColumns<Row> ROWS =
      new ArrayColumns<Row>()
          .with("account_id", "int8", row -> row.draft.account().value())
          .with("id", "int8", row -> (long) row.place)
          .with("digest", "bytea", row -> row.draft.draft().url().digest())
          .with("url", "text", row -> row.link.url())
          .with("title", "text", row -> row.link.title())
          .with("description", "text", row -> row.link.description())
          .with("note", "text", row -> row.link.note())
          .with("unread", "bool", row -> row.link.unread())
          .with("archived", "bool", row -> row.link.archived())
          .with("favorite", "bool", row -> row.link.favorite())
          .with("shared", "bool", row -> row.link.shared())
          .with("created_at", "timestamptz", row -> row.link.createdAt().atOffset(ZoneOffset.UTC))
          .with("updated_at", "timestamptz", row -> row.link.updatedAt().atOffset(ZoneOffset.UTC))
          .with("search", "text", row -> SearchText.of(row.link));

  /** What a created link has from its draft. */
  private static final List<Field<?>> CONTENT =
      List.of(
          LINKS.DIGEST,
          LINKS.URL,
          LINKS.TITLE,
          LINKS.DESCRIPTION,
          LINKS.NOTE,
          LINKS.UNREAD,
          LINKS.ARCHIVED,
          LINKS.FAVORITE,
          LINKS.SHARED,
          LINKS.CREATED_AT,
          LINKS.UPDATED_AT,
          LINKS.SEARCH);

  private static final Links DRAFT = LINKS.as("draft");
  private static final Links CREATED = LINKS.as("created");
  private static final Revisions LOCKED = REVISIONS.as("locked");

  private final ArrayColumns.Forms<Row> forms;

  /** Renders the statement for many links and, with less to set up, for one. */
  CreateStatement(DSLContext dsl) {
    forms =
        new ArrayColumns.Forms<>(
            ROWS,
            dsl.render(
                statement(
                    ROWS.as("draft"), SaveSteps.lock(), SaveSteps.counted(CREATED, noCondition()))),
            dsl.render(
                statement(
                    ROWS.asOne("draft"), SaveSteps.lockOne(), SaveSteps.countedOne(CREATED))));
  }

  /**
   * Creates links, no two of which are the same.
   *
   * @return what became of each draft, in their order; null where the account is busy or not there,
   *     or the link is, be it only as a tombstone
   */
  List<@Nullable SaveResult> run(DSLContext dsl, List<SaveInput.Draft> drafts) {
    return dsl.connectionResult(connection -> run(connection, drafts));
  }

  private List<@Nullable SaveResult> run(Connection connection, List<SaveInput.Draft> drafts)
      throws SQLException {
    List<Row> rows = new ArrayList<>(drafts.size());
    Map<AccountId, List<Row>> byAccount = new HashMap<>();
    for (SaveInput.Draft draft : drafts) {
      List<Row> ofAccount = byAccount.computeIfAbsent(draft.account(), _ -> new ArrayList<>());
      Row row = new Row(rows.size(), ofAccount.size() + 1, draft, link(draft, 0, NONE));
      ofAccount.add(row);
      rows.add(row);
    }
    @Nullable SaveResult[] results = new SaveResult[drafts.size()];
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
          results[row.number] = new SaveResult.Saved(Outcome.CREATED, link);
        }
      }
    }
    return Arrays.asList(results);
  }

  private static Link link(SaveInput.Draft draft, long id, Version version) {
    return draft.draft().create(id, version, draft.time());
  }

  /** A row of the result is a created link: its account, its id, and the counter as it was. */
  private static Select<?> statement(
      CommonTableExpression<?> draft,
      SelectForUpdateWaitStep<?> lock,
      CommonTableExpression<?> counted) {
    return with(draft)
        .with(name("locked").as(lock.skipLocked()))
        .with(created(), counted)
        .select(CREATED.ACCOUNT_ID, CREATED.ID, LOCKED.EPOCH, LOCKED.REVISION)
        .from(table(name("created")))
        .join(table(name("locked")))
        .on(LOCKED.ACCOUNT_ID.eq(CREATED.ACCOUNT_ID));
  }

  private static CommonTableExpression<?> created() {
    Field<Long> revision = LOCKED.REVISION.plus(DRAFT.ID);
    List<Field<?>> columns = List.of(LINKS.ACCOUNT_ID, LINKS.ID, LINKS.REVISION);
    List<Field<?>> values = List.of(DRAFT.ACCOUNT_ID, revision, revision);
    return name("created")
        .as(
            insertInto(LINKS, joined(columns, CONTENT))
                .select(
                    select(joined(values, CONTENT.stream().map(DRAFT::field).toList()))
                        .from(table(name("draft")))
                        .join(table(name("locked")))
                        .on(LOCKED.ACCOUNT_ID.eq(DRAFT.ACCOUNT_ID)))
                .onConflict(LINKS.ACCOUNT_ID, LINKS.DIGEST)
                .doNothing()
                .returning(LINKS.ACCOUNT_ID, LINKS.ID, LINKS.REVISION));
  }

  private static List<Field<?>> joined(List<Field<?>> first, List<? extends Field<?>> second) {
    List<Field<?>> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
