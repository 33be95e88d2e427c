package linkhold.persistence;

import static java.util.stream.Collectors.joining;
import static linkhold.persistence.schema.Tables.LINKS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.stringToArray;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.with;

import java.sql.PreparedStatement;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import linkhold.domain.AccountId;
import linkhold.domain.Link;
import linkhold.domain.LinkUrl;
import linkhold.domain.SearchText;
import linkhold.domain.Tag;
import linkhold.persistence.schema.tables.Links;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.SQLDataType;

/**
 * Writes any number of changed links of one account over those that are there, in one statement.
 */
final class LinkWriter {

  private static final Links CHANGE = LINKS.as("change");

  private record Change(AccountId account, Link link) {}

  // No tag has white space in it, so a space may stand between them.
  private static final ArrayColumns<Change> COLUMNS =
      new ArrayColumns<Change>()
          .with("account_id", "int8", change -> change.account().value())
          .with("id", "int8", change -> change.link().id())
          .with("digest", "bytea", change -> LinkUrl.parse(change.link().url()).digest())
          .with("url", "text", change -> change.link().url())
          .with("title", "text", change -> change.link().title())
          .with("description", "text", change -> change.link().description())
          .with("note", "text", change -> change.link().note())
          .with("tags", "text", change -> joined(change, Tag::name))
          .with("tag_keys", "text", change -> joined(change, Tag::key))
          .with("unread", "bool", change -> change.link().unread())
          .with("archived", "bool", change -> change.link().archived())
          .with("favorite", "bool", change -> change.link().favorite())
          .with("shared", "bool", change -> change.link().shared())
          .with(
              "created_at",
              "timestamptz",
              change -> change.link().createdAt().atOffset(ZoneOffset.UTC))
          .with(
              "updated_at",
              "timestamptz",
              change -> change.link().updatedAt().atOffset(ZoneOffset.UTC))
          .with("revision", "int8", change -> change.link().revision())
          .with("search", "text", change -> SearchText.of(change.link()));

  private LinkWriter() {}

  /** Writes the links, which are live; the caller holds the account's {@link Counter}. */
  static void write(DSLContext dsl, AccountId account, List<Link> links) {
    List<Change> changes = links.stream().map(link -> new Change(account, link)).toList();
    dsl.connection(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(dsl.render(update()))) {
        COLUMNS.bind(statement, 1, changes);
        statement.executeUpdate();
      }
    });
  }

  private static Query update() {
    return with(COLUMNS.as("change"))
        .update(LINKS)
        .set(LINKS.DIGEST, CHANGE.DIGEST)
        .set(LINKS.URL, CHANGE.URL)
        .set(LINKS.TITLE, CHANGE.TITLE)
        .set(LINKS.DESCRIPTION, CHANGE.DESCRIPTION)
        .set(LINKS.NOTE, CHANGE.NOTE)
        .set(LINKS.TAGS, split("tags"))
        .set(LINKS.TAG_KEYS, split("tag_keys"))
        .set(LINKS.UNREAD, CHANGE.UNREAD)
        .set(LINKS.ARCHIVED, CHANGE.ARCHIVED)
        .set(LINKS.FAVORITE, CHANGE.FAVORITE)
        .set(LINKS.SHARED, CHANGE.SHARED)
        .set(LINKS.CREATED_AT, CHANGE.CREATED_AT)
        .set(LINKS.UPDATED_AT, CHANGE.UPDATED_AT)
        .set(LINKS.REVISION, CHANGE.REVISION)
        .set(LINKS.SEARCH, CHANGE.SEARCH)
        .from(table(name("change")))
        .where(LINKS.ACCOUNT_ID.eq(CHANGE.ACCOUNT_ID), LINKS.ID.eq(CHANGE.ID));
  }

  private static Field<String[]> split(String column) {
    return stringToArray(field(name("change", column), SQLDataType.CLOB), inline(" "));
  }

  private static String joined(Change change, Function<Tag, String> text) {
    return change.link().tags().stream().map(text).collect(joining(" "));
  }
}
