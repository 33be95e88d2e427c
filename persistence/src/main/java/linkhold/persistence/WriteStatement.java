package linkhold.persistence;

import static java.util.stream.Collectors.toCollection;
import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static linkhold.persistence.schema.Tables.TAGS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.when;
import static org.jooq.impl.DSL.with;

import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import linkhold.domain.AccountId;
import linkhold.domain.Library;
import linkhold.domain.Link;
import linkhold.domain.SearchText;
import linkhold.domain.StoredLink;
import linkhold.domain.Tag;
import linkhold.domain.Tombstone;
import linkhold.domain.Version;
import linkhold.persistence.schema.tables.Links;
import linkhold.persistence.schema.tables.Revisions;
import linkhold.persistence.schema.tables.Tags;
import org.jooq.CommonTableExpression;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Writes what has changed in the libraries of accounts whose {@link RevisionLock}s the caller
 * holds, in one statement: upserts the rows of links and the spellings of tags, and moves the
 * counters.
 */
final class WriteStatement {

  /** A row of {@code links}; a tombstone is written like a link without content. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(
      AccountId account,
      boolean deleted,
      byte @Nullable [] digest,
      Link content,
      @Nullable Boolean readLater) {

    static Row of(AccountId account, StoredLink row, Map<Long, Boolean> readLater) {
      return switch (row) {
        case StoredLink.Live(Link link, byte[] digest) ->
            new Row(account, false, digest, link, readLater.get(link.id()));
        case StoredLink.Deleted(Tombstone tombstone, byte[] digest) ->
            new Row(
                account,
                true,
                digest,
                Link.builder()
                    .id(tombstone.id())
                    .url("")
                    .createdAt(tombstone.deletedAt())
                    .updatedAt(tombstone.deletedAt())
                    .version(new Version(0, tombstone.revision()))
                    .build(),
                null);
      };
    }

    <T> @Nullable T unlessDeleted(Function<Link, @Nullable T> value) {
      return deleted ? null : value.apply(content);
    }
  }

  private record Spelling(AccountId account, Tag tag) {}

  private record Moved(AccountId account, long revision) {}

  private static final ArrayColumns<Row> ROWS = rows();

  private static final ArrayColumns<Spelling> SPELLINGS =
      new ArrayColumns<Spelling>()
          .with("account_id", ColumnType.INT8, spelling -> spelling.account.value())
          .with("key", ColumnType.TEXT, spelling -> spelling.tag.key())
          .with("name", ColumnType.TEXT, spelling -> spelling.tag.name());

  private static final ArrayColumns<Moved> COUNTERS =
      new ArrayColumns<Moved>()
          .with("account_id", ColumnType.INT8, counter -> counter.account.value())
          .with("revision", ColumnType.INT8, Moved::revision);

  private static final Links ROW = LINKS.as("row");
  private static final Tags SPELLED = TAGS.as("spelling");
  private static final Revisions COUNTER = REVISIONS.as("counter");

  private static final String TEXT = DSL.using(SQLDialect.POSTGRES).render(statement());
  private static final String TEXT_AND_COMMIT = TEXT + ";\ncommit";

  private WriteStatement() {}

  private static ArrayColumns<Row> rows() {
    ArrayColumns<Row> rows =
        new ArrayColumns<Row>()
            .with("account_id", ColumnType.INT8, row -> row.account.value())
            .with("id", ColumnType.INT8, row -> row.content.id())
            .with("revision", ColumnType.INT8, row -> row.content.revision())
            .with("digest", ColumnType.BYTEA, Row::digest)
            .with("deleted", ColumnType.BOOL, Row::deleted)
            .with("read_later", ColumnType.BOOL, Row::readLater);
    LinkColumns.CONTENT.forEach(column -> add(rows, column));
    return rows.with("tag_keys", ColumnType.WORDS, row -> LinkColumns.texts(row.content, Tag::key))
        .with("search", ColumnType.TEXT, row -> row.deleted ? "" : SearchText.of(row.content));
  }

  private static <T> void add(ArrayColumns<Row> rows, LinkColumns.Column<T> column) {
    rows.with(
        column.field().getName(),
        column.type(),
        row ->
            column.equals(LinkColumns.URL)
                ? row.unlessDeleted(column.get())
                : column.get().apply(row.content));
  }

  /** Writes what has changed in the accounts' libraries. */
  static void run(DSLContext dsl, Map<AccountId, Library.Modifications> modifications) {
    run(TEXT, dsl, modifications);
  }

  /**
   * Writes what has changed in the accounts' libraries, and commits the transaction, in one round
   * trip. When the write fails PostgreSQL skips the commit.
   */
  static void runAndCommit(DSLContext dsl, Map<AccountId, Library.Modifications> modifications) {
    run(TEXT_AND_COMMIT, dsl, modifications);
  }

  private static void run(
      String text, DSLContext dsl, Map<AccountId, Library.Modifications> modifications) {
    List<Row> rows = new ArrayList<>();
    List<Spelling> spellings = new ArrayList<>();
    List<Moved> counters = new ArrayList<>();
    modifications.forEach((account, modified) -> {
      freeUrls(dsl, account, modified.freed());
      Map<Long, Boolean> readLater = new HashMap<>();
      modified.reads().forEach(read -> readLater.put(read.link(), read.isLater()));
      modified.rows().forEach(row -> rows.add(Row.of(account, row, readLater)));
      queueAgain(dsl, account, modified);
      modified.spellings().forEach(tag -> spellings.add(new Spelling(account, tag)));
      counters.add(new Moved(account, modified.version().revision()));
    });
    dsl.connection(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(text)) {
        ROWS.bind(statement, 1, rows);
        SPELLINGS.bind(statement, 1 + ROWS.size(), spellings);
        COUNTERS.bind(statement, 1 + ROWS.size() + SPELLINGS.size(), counters);
        statement.execute();
      }
    });
  }

  /**
   * Clears the digests of rows that get another URL, so that links can exchange URLs. The column is
   * not null, so the id stands in until the new digest is written.
   */
  private static void freeUrls(DSLContext dsl, AccountId account, List<Long> ids) {
    if (!ids.isEmpty()) {
      Field<byte[]> id = function("int8send", SQLDataType.BLOB, LINKS.ID);
      dsl.update(LINKS)
          .set(LINKS.DIGEST, when(LINKS.DELETED, inline((byte[]) null)).otherwise(id))
          .where(LINKS.ACCOUNT_ID.eq(account.value()), LINKS.ID.in(ids))
          .execute();
    }
  }

  /**
   * Forgets that reads of links were begun before, and puts them before those of imports. New links
   * are queued by their rows alone.
   */
  private static void queueAgain(
      DSLContext dsl, AccountId account, Library.Modifications modified) {
    Set<Long> links =
        modified.reads().stream().map(Library.QueuedRead::link).collect(toCollection(TreeSet::new));
    modified.rows().stream().filter(StoredLink::isNew).map(StoredLink::id).forEach(links::remove);
    if (!links.isEmpty()) {
      PostgresPageQueue.forget(dsl, account, links);
      dsl.update(LINKS)
          .set(LINKS.READ_LATER, inline(false))
          .where(
              LINKS.ACCOUNT_ID.eq(account.value()), LINKS.ID.in(links), LINKS.READ_LATER.isTrue())
          .execute();
    }
  }

  private static Query statement() {
    List<Field<?>> columns =
        new ArrayList<>(
            List.of(
                LINKS.ACCOUNT_ID,
                LINKS.ID,
                LINKS.REVISION,
                LINKS.DIGEST,
                LINKS.DELETED,
                LINKS.READ_LATER));
    List<Field<?>> values = new ArrayList<>();
    columns.forEach(column -> values.add(ROW.field(column)));
    for (LinkColumns.Column<?> column : LinkColumns.CONTENT) {
      columns.add(column.field());
      values.add(column.type().value(column.in(ROW)));
    }
    columns.addAll(List.of(LINKS.TAG_KEYS, LINKS.SEARCH));
    values.addAll(List.of(ColumnType.WORDS.value(ROW.TAG_KEYS), ROW.SEARCH));
    return with(ROWS.as("row"), SPELLINGS.as("spelling"), COUNTERS.as("counter"))
        .with(spelled(), counted())
        .insertInto(LINKS, columns)
        .select(select(values).from(table(name("row"))))
        .onConflict(LINKS.ACCOUNT_ID, LINKS.ID)
        .doUpdate()
        .setAllToExcluded()
        .set(LINKS.READ_LATER, coalesce(excluded(LINKS.READ_LATER), LINKS.READ_LATER));
  }

  private static CommonTableExpression<?> spelled() {
    return name("spelled")
        .as(
            insertInto(TAGS, TAGS.ACCOUNT_ID, TAGS.KEY, TAGS.NAME)
                .select(
                    select(SPELLED.ACCOUNT_ID, SPELLED.KEY, SPELLED.NAME)
                        .from(table(name("spelling"))))
                .onConflict(TAGS.ACCOUNT_ID, TAGS.KEY)
                .doUpdate()
                .setAllToExcluded()
                .returning(TAGS.ACCOUNT_ID));
  }

  private static CommonTableExpression<?> counted() {
    return name("counted")
        .as(
            update(REVISIONS)
                .set(REVISIONS.REVISION, COUNTER.REVISION)
                .from(table(name("counter")))
                .where(REVISIONS.ACCOUNT_ID.eq(COUNTER.ACCOUNT_ID))
                .returning(REVISIONS.ACCOUNT_ID));
  }
}
