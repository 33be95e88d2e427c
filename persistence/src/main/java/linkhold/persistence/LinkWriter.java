package linkhold.persistence;

import static java.util.stream.Collectors.joining;
import static linkhold.persistence.schema.Tables.LINKS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.stringToArray;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.with;

import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import linkhold.domain.AccountId;
import linkhold.domain.Link;
import linkhold.domain.LinkUrl;
import linkhold.domain.SearchText;
import linkhold.domain.Tag;
import linkhold.domain.Tombstone;
import linkhold.persistence.schema.tables.Links;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Writes any number of links and tombstones of an account, over the rows that are there of the same
 * ids, in one statement.
 */
final class LinkWriter {

  /** A row: a link, or a tombstone without content. */
  static final class Row {

    private final AccountId account;
    private final long id;
    private final long revision;
    private final byte @Nullable [] digest;
    private final @Nullable Link link;
    private final Instant createdAt;
    private final Instant updatedAt;

    /** That of a link. */
    Row(AccountId account, Link link) {
      this.account = account;
      this.id = link.id();
      this.revision = link.revision();
      this.digest = LinkUrl.parse(link.url()).digest();
      this.link = link;
      this.createdAt = link.createdAt();
      this.updatedAt = link.updatedAt();
    }

    /** That of a deleted link; {@code digest} is that of its URL unless another link has it. */
    Row(AccountId account, Tombstone tombstone, byte @Nullable [] digest) {
      this.account = account;
      this.id = tombstone.id();
      this.revision = tombstone.revision();
      this.digest = digest;
      this.link = null;
      this.createdAt = tombstone.deletedAt();
      this.updatedAt = tombstone.deletedAt();
    }

    private <T> @Nullable T of(Function<Link, @Nullable T> field) {
      return link == null ? null : field.apply(link);
    }

    private boolean is(Function<Link, Boolean> flag) {
      return link != null && flag.apply(link);
    }
  }

  private static final Links ROW = LINKS.as("row");

  // No tag has white space in it, so a space may stand between them.
  private static final ArrayColumns<Row> COLUMNS =
      new ArrayColumns<Row>()
          .with("account_id", "int8", row -> row.account.value())
          .with("id", "int8", row -> row.id)
          .with("digest", "bytea", row -> row.digest)
          .with("deleted", "bool", row -> row.link == null)
          .with("url", "text", row -> row.of(Link::url))
          .with("title", "text", row -> row.of(Link::title))
          .with("description", "text", row -> row.of(Link::description))
          .with("note", "text", row -> row.of(Link::note))
          .with("tags", "text", row -> row.of(link -> joined(link, Tag::name)))
          .with("tag_keys", "text", row -> row.of(link -> joined(link, Tag::key)))
          .with("unread", "bool", row -> row.is(Link::unread))
          .with("archived", "bool", row -> row.is(Link::archived))
          .with("favorite", "bool", row -> row.is(Link::favorite))
          .with("shared", "bool", row -> row.is(Link::shared))
          .with("created_at", "timestamptz", row -> row.createdAt.atOffset(ZoneOffset.UTC))
          .with("updated_at", "timestamptz", row -> row.updatedAt.atOffset(ZoneOffset.UTC))
          .with("revision", "int8", row -> row.revision)
          .with("search", "text", row -> row.link == null ? "" : SearchText.of(row.link));

  private LinkWriter() {}

  /** Writes the rows of an account whose {@link Counter} the caller holds. */
  static void write(DSLContext dsl, List<Row> rows) {
    dsl.connection(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(dsl.render(upsert()))) {
        COLUMNS.bind(statement, 1, rows);
        statement.executeUpdate();
      }
    });
  }

  private static Query upsert() {
    List<Field<?>> columns = new ArrayList<>(LinkRow.columns(LINKS));
    columns.addAll(
        List.of(LINKS.ACCOUNT_ID, LINKS.DIGEST, LINKS.DELETED, LINKS.TAG_KEYS, LINKS.SEARCH));
    return with(COLUMNS.as("row"))
        .insertInto(LINKS, columns)
        .select(select(columns.stream().map(LinkWriter::value).toList()).from(table(name("row"))))
        .onConflict(LINKS.ACCOUNT_ID, LINKS.ID)
        .doUpdate()
        .setAllToExcluded();
  }

  private static Field<?> value(Field<?> column) {
    return column.equals(LINKS.TAGS) || column.equals(LINKS.TAG_KEYS)
        ? coalesce(
            stringToArray(field(name("row", column.getName()), SQLDataType.CLOB), inline(" ")),
            inline(new String[0], SQLDataType.CLOB.array()))
        : ROW.field(column);
  }

  private static String joined(Link link, Function<Tag, String> text) {
    return link.tags().stream().map(text).collect(joining(" "));
  }
}
