package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.PAGE_READS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static linkhold.persistence.schema.Tables.TAGS;
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
import java.util.List;
import java.util.Map;
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
import linkhold.persistence.schema.tables.PageReads;
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
  private record Row(AccountId account, boolean deleted, byte @Nullable [] digest, Link content) {

    static Row of(AccountId account, StoredLink row) {
      return switch (row) {
        case StoredLink.Live(Link link, byte[] digest) -> new Row(account, false, digest, link);
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
                    .build());
      };
    }

    <T> @Nullable T unlessDeleted(Function<Link, @Nullable T> value) {
      return deleted ? null : value.apply(content);
    }
  }

  private record Spelling(AccountId account, Tag tag) {}

  private record Moved(AccountId account, long revision) {}

  private record Queued(AccountId account, Library.QueuedRead read) {}

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

  private static final ArrayColumns<Queued> READS =
      new ArrayColumns<Queued>()
          .with("account_id", ColumnType.INT8, queued -> queued.account.value())
          .with("link_id", ColumnType.INT8, queued -> queued.read.link())
          .with("host", ColumnType.TEXT, queued -> queued.read.host())
          .with("is_later", ColumnType.BOOL, queued -> queued.read.isLater())
          .with("due_at", ColumnType.TIMESTAMPTZ, queued -> queued.read.dueAt());

  /** The columns of a place in the queue, in the order in which statements give their values. */
  static final List<Field<?>> QUEUED =
      List.of(
          PAGE_READS.ACCOUNT_ID,
          PAGE_READS.LINK_ID,
          PAGE_READS.HOST,
          PAGE_READS.IS_LATER,
          PAGE_READS.ATTEMPTS,
          PAGE_READS.DUE_AT);

  private static final Links ROW = LINKS.as("row");
  private static final Tags SPELLED = TAGS.as("spelling");
  private static final PageReads READ = PAGE_READS.as("read");
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
            .with("deleted", ColumnType.BOOL, Row::deleted);
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
    List<Queued> reads = new ArrayList<>();
    modifications.forEach((account, modified) -> {
      freeUrls(dsl, account, modified.freed());
      modified.rows().forEach(row -> rows.add(Row.of(account, row)));
      modified.spellings().forEach(tag -> spellings.add(new Spelling(account, tag)));
      modified.reads().forEach(read -> reads.add(new Queued(account, read)));
      counters.add(new Moved(account, modified.version().revision()));
    });
    dsl.connection(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(text)) {
        ROWS.bind(statement, 1, rows);
        SPELLINGS.bind(statement, 1 + ROWS.size(), spellings);
        COUNTERS.bind(statement, 1 + ROWS.size() + SPELLINGS.size(), counters);
        READS.bind(statement, 1 + ROWS.size() + SPELLINGS.size() + COUNTERS.size(), reads);
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

  private static Query statement() {
    List<Field<?>> columns =
        new ArrayList<>(
            List.of(LINKS.ACCOUNT_ID, LINKS.ID, LINKS.REVISION, LINKS.DIGEST, LINKS.DELETED));
    List<Field<?>> values = new ArrayList<>();
    columns.forEach(column -> values.add(ROW.field(column)));
    for (LinkColumns.Column<?> column : LinkColumns.CONTENT) {
      columns.add(column.field());
      values.add(column.type().value(column.in(ROW)));
    }
    columns.addAll(List.of(LINKS.TAG_KEYS, LINKS.SEARCH));
    values.addAll(List.of(ColumnType.WORDS.value(ROW.TAG_KEYS), ROW.SEARCH));
    return with(ROWS.as("row"), SPELLINGS.as("spelling"), COUNTERS.as("counter"), READS.as("read"))
        .with(spelled(), counted(), queued())
        .insertInto(LINKS, columns)
        .select(select(values).from(table(name("row"))))
        .onConflict(LINKS.ACCOUNT_ID, LINKS.ID)
        .doUpdate()
        .setAllToExcluded();
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

  /** Adds links to the queue, or moves them to the front if they are in it. */
  private static CommonTableExpression<?> queued() {
    return name("queued")
        .as(
            insertInto(PAGE_READS, QUEUED)
                .select(
                    select(
                            READ.ACCOUNT_ID,
                            READ.LINK_ID,
                            READ.HOST,
                            READ.IS_LATER,
                            inline(0),
                            READ.DUE_AT)
                        .from(table(name("read"))))
                .onConflict(PAGE_READS.ACCOUNT_ID, PAGE_READS.LINK_ID)
                .doUpdate()
                .setAllToExcluded()
                .returning(PAGE_READS.ACCOUNT_ID));
  }
}
