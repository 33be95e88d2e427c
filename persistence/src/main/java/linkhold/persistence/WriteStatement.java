package linkhold.persistence;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.PAGE_READS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static linkhold.persistence.schema.Tables.TAGS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;
import static org.jooq.impl.DSL.with;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
import org.jooq.InsertOnDuplicateStep;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Writes what has changed in the libraries of accounts whose {@link RevisionLock}s the caller
 * holds, in one round trip: upserts the rows of links and the spellings of tags, and moves the
 * counters. For several accounts that is one statement; for one account a short statement for each
 * table, and each says {@code account_id = ?}, as Citus needs it (see {@link Engine}).
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

  /** One of the statements of a round trip. */
  private record Step(String text, int parameters, Binding binding) {}

  /** Sets the parameters of a step, of which {@code first} is the first. */
  @FunctionalInterface
  private interface Binding {
    void bind(PreparedStatement statement, int first) throws SQLException;
  }

  private static final ArrayColumns<Row> ROWS =
      withContent(
          new ArrayColumns<Row>().with("account_id", ColumnType.INT8, row -> row.account.value()));

  private static final ArrayColumns<Row> ROWS_OF_ONE = withContent(new ArrayColumns<>());

  private static final ArrayColumns<Spelling> SPELLINGS =
      withTag(
          new ArrayColumns<Spelling>()
              .with("account_id", ColumnType.INT8, spelling -> spelling.account.value()));

  private static final ArrayColumns<Spelling> SPELLINGS_OF_ONE = withTag(new ArrayColumns<>());

  private static final ArrayColumns<Moved> COUNTERS =
      new ArrayColumns<Moved>()
          .with("account_id", ColumnType.INT8, counter -> counter.account.value())
          .with("revision", ColumnType.INT8, Moved::revision);

  private static final Links ROW = LINKS.as("row");
  private static final Tags SPELLED = TAGS.as("spelling");
  private static final Revisions COUNTER = REVISIONS.as("counter");

  private static final String FOR_SEVERAL = render(forSeveral());
  private static final String ROW_FOR_ONE = render(rowForOne());
  private static final String ROWS_FOR_ONE = render(rowsForOne());
  private static final String SPELLINGS_FOR_ONE = render(spellingsForOne());
  private static final String COUNTER_FOR_ONE =
      render(
          update(REVISIONS)
              .set(REVISIONS.REVISION, val(0L))
              .where(REVISIONS.ACCOUNT_ID.eq(val(0L))));

  private static final String ENDED_READ =
      render(
          deleteFrom(PAGE_READS)
              .where(PAGE_READS.ACCOUNT_ID.eq(val(0L)), PAGE_READS.LINK_ID.eq(val(0L))));

  private WriteStatement() {}

  private static String render(Query statement) {
    return DSL.using(SQLDialect.POSTGRES).render(statement);
  }

  private static ArrayColumns<Spelling> withTag(ArrayColumns<Spelling> spellings) {
    return spellings
        .with("key", ColumnType.TEXT, spelling -> spelling.tag.key())
        .with("name", ColumnType.TEXT, spelling -> spelling.tag.name());
  }

  private static ArrayColumns<Row> withContent(ArrayColumns<Row> rows) {
    rows.with("id", ColumnType.INT8, row -> row.content.id())
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
    run(dsl, modifications, false);
  }

  /**
   * Writes what has changed in the accounts' libraries, and commits the transaction, in one round
   * trip. When the write fails PostgreSQL skips the commit.
   */
  static void runAndCommit(DSLContext dsl, Map<AccountId, Library.Modifications> modifications) {
    run(dsl, modifications, true);
  }

  private static void run(
      DSLContext dsl, Map<AccountId, Library.Modifications> modifications, boolean commits) {
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
    List<Step> steps = new ArrayList<>();
    if (counters.size() == 1) {
      addStepsForOne(steps, rows, spellings, counters.getFirst());
    } else {
      steps.add(
          new Step(
              FOR_SEVERAL,
              ROWS.size() + SPELLINGS.size() + COUNTERS.size(),
              (statement, first) -> {
                ROWS.bind(statement, first, rows);
                SPELLINGS.bind(statement, first + ROWS.size(), spellings);
                COUNTERS.bind(statement, first + ROWS.size() + SPELLINGS.size(), counters);
              }));
    }
    modifications.forEach((account, modified) ->
        modified.endedReads().forEach(link -> steps.add(endedRead(account, link))));
    if (commits) {
      steps.add(new Step("commit", 0, (_, _) -> {}));
    }
    String text = steps.stream().map(Step::text).collect(joining(";\n"));
    dsl.connection(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(text)) {
        int first = 1;
        for (Step step : steps) {
          step.binding.bind(statement, first);
          first += step.parameters;
        }
        statement.execute();
      }
    });
  }

  private static Step endedRead(AccountId account, long link) {
    return new Step(
        ENDED_READ,
        2,
        (statement, first) -> {
          statement.setLong(first, account.value());
          statement.setLong(first + 1, link);
        });
  }

  private static void addStepsForOne(
      List<Step> steps, List<Row> rows, List<Spelling> spellings, Moved counter) {
    long account = counter.account.value();
    if (rows.size() == 1) {
      steps.add(
          new Step(
              ROW_FOR_ONE,
              ROWS.size(),
              (statement, first) -> ROWS.bindOne(statement, first, rows.getFirst())));
    } else if (!rows.isEmpty()) {
      steps.add(step(ROWS_FOR_ONE, ROWS_OF_ONE, rows, account));
    }
    if (!spellings.isEmpty()) {
      steps.add(step(SPELLINGS_FOR_ONE, SPELLINGS_OF_ONE, spellings, account));
    }
    steps.add(
        new Step(
            COUNTER_FOR_ONE,
            2,
            (statement, first) -> {
              statement.setLong(first, counter.revision);
              statement.setLong(first + 1, account);
            }));
  }

  /** A statement whose parameters are rows of an account, and the account. */
  private static <R> Step step(String text, ArrayColumns<R> columns, List<R> rows, long account) {
    return new Step(
        text,
        columns.size() + 1,
        (statement, first) -> {
          columns.bind(statement, first, rows);
          statement.setLong(first + columns.size(), account);
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
   * Deletes the reservations of reads that were begun before, and queues these links before those
   * of imports. New links are queued by their rows alone.
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

  private static List<Field<?>> columns() {
    List<Field<?>> columns =
        new ArrayList<>(
            List.of(
                LINKS.ACCOUNT_ID,
                LINKS.ID,
                LINKS.REVISION,
                LINKS.DIGEST,
                LINKS.DELETED,
                LINKS.READ_LATER));
    LinkColumns.CONTENT.forEach(column -> columns.add(column.field()));
    columns.addAll(List.of(LINKS.TAG_KEYS, LINKS.SEARCH));
    return columns;
  }

  /** The values of the columns, from their parameters. */
  private static List<Field<?>> values(UnaryOperator<Field<?>> parameter) {
    List<Field<?>> values = new ArrayList<>();
    for (Field<?> column : columns()) {
      boolean words = column.equals(LINKS.TAGS) || column.equals(LINKS.TAG_KEYS);
      Field<?> value = parameter.apply(column);
      values.add(words ? ColumnType.WORDS.value(value) : value);
    }
    return values;
  }

  private static Field<?> inRow(Field<?> column) {
    return Objects.requireNonNull(ROW.field(column));
  }

  private static Query forSeveral() {
    return upsert(
        with(ROWS.as("row"), SPELLINGS.as("spelling"), COUNTERS.as("counter"))
            .with(spelled(), counted())
            .insertInto(LINKS, columns())
            .select(select(values(WriteStatement::inRow)).from(table(name("row")))));
  }

  private static Query rowForOne() {
    Map<String, Field<?>> parameters = ROWS.one();
    return upsert(
        insertInto(LINKS, columns())
            .values(values(column -> Objects.requireNonNull(parameters.get(column.getName())))));
  }

  /** The counter's row, which is locked anyway, has the account's id for all rows. */
  private static Query rowsForOne() {
    return upsert(
        with(ROWS_OF_ONE.as("row"))
            .insertInto(LINKS, columns())
            .select(
                select(
                        values(column ->
                            column.equals(LINKS.ACCOUNT_ID) ? REVISIONS.ACCOUNT_ID : inRow(column)))
                    .from(table(name("row")))
                    .crossJoin(REVISIONS)
                    .where(REVISIONS.ACCOUNT_ID.eq(val(0L)))));
  }

  private static Query upsert(InsertOnDuplicateStep<?> insert) {
    return insert
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

  private static Query spellingsForOne() {
    return with(SPELLINGS_OF_ONE.as("spelling"))
        .insertInto(TAGS, TAGS.ACCOUNT_ID, TAGS.KEY, TAGS.NAME)
        .select(
            select(REVISIONS.ACCOUNT_ID, SPELLED.KEY, SPELLED.NAME)
                .from(table(name("spelling")))
                .crossJoin(REVISIONS)
                .where(REVISIONS.ACCOUNT_ID.eq(val(0L))))
        .onConflict(TAGS.ACCOUNT_ID, TAGS.KEY)
        .doUpdate()
        .setAllToExcluded();
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
