package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import linkhold.domain.InvalidInputException;
import linkhold.domain.Link;
import linkhold.domain.LinkFlag;
import linkhold.domain.PageRead;
import linkhold.domain.Tag;
import linkhold.domain.Version;
import linkhold.persistence.schema.tables.Links;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;

/**
 * The columns of {@code links} that make a {@link Link}: the one list by which links are read,
 * created and written.
 */
final class LinkColumns {

  /**
   * A column.
   *
   * @param get a link's value
   * @param set sets it in a link that is being read
   */
  record Column<T>(
      TableField<Record, ?> field,
      ColumnType<T> type,
      Function<Link, @Nullable T> get,
      BiConsumer<Link.Builder, T> set) {

    /** This column of the table or an alias of it. */
    Field<?> in(Links links) {
      return Objects.requireNonNull(links.field(field));
    }

    private void read(ResultSet row, int position, Link.Builder link) throws SQLException {
      set.accept(link, type.read(row, position));
    }

    private void read(Record row, Links links, Link.Builder link) {
      set.accept(link, row.get(in(links), type.javaType()));
    }
  }

  /** Links without tags are created by the column's default; see {@link CreateStatement}. */
  static final Column<String[]> TAGS =
      new Column<>(
          LINKS.TAGS,
          ColumnType.WORDS,
          link -> texts(link, Tag::name),
          (link, names) -> link.tags(tags(names)));

  /** Null in a tombstone. */
  static final Column<String> URL =
      new Column<>(LINKS.URL, ColumnType.TEXT, Link::url, Link.Builder::url);

  private static final Column<Instant> LAST_CHANGE =
      new Column<>(
          LINKS.UPDATED_AT, ColumnType.TIMESTAMPTZ, Link::updatedAt, Link.Builder::updatedAt);

  /** All but the id and the revision, which a new link has from its account's counter. */
  static final List<Column<?>> CONTENT =
      List.of(
          URL,
          new Column<>(LINKS.TITLE, ColumnType.TEXT, Link::title, Link.Builder::title),
          new Column<>(
              LINKS.DESCRIPTION, ColumnType.TEXT, Link::description, Link.Builder::description),
          new Column<>(LINKS.NOTE, ColumnType.TEXT, Link::note, Link.Builder::note),
          new Column<>(LINKS.IMAGE_URL, ColumnType.TEXT, Link::imageUrl, Link.Builder::imageUrl),
          new Column<>(LINKS.ICON_URL, ColumnType.TEXT, Link::iconUrl, Link.Builder::iconUrl),
          TAGS,
          flag(LinkFlag.UNREAD),
          flag(LinkFlag.ARCHIVED),
          flag(LinkFlag.FAVORITE),
          flag(LinkFlag.SHARED),
          new Column<>(
              LINKS.CREATED_AT, ColumnType.TIMESTAMPTZ, Link::createdAt, Link.Builder::createdAt),
          LAST_CHANGE,
          new Column<>(
              LINKS.PAGE_READ,
              ColumnType.TEXT,
              link -> link.pageRead().text(),
              (link, text) -> link.pageRead(PageRead.parse(text))));

  /** The position of the id in a result that begins with {@link #of}. */
  static final int ID = 1;

  /** The position of the time of the last change. */
  static final int UPDATED_AT = ID + 1 + CONTENT.indexOf(LAST_CHANGE);

  /** The position of the revision. */
  static final int REVISION = CONTENT.size() + 2;

  /** How many columns {@link #of} gives. */
  static final int SIZE = REVISION;

  private LinkColumns() {}

  private static Column<Boolean> flag(LinkFlag flag) {
    return new Column<>(of(flag), ColumnType.BOOL, flag::of, flag::set);
  }

  /** The column of a flag. */
  static TableField<Record, Boolean> of(LinkFlag flag) {
    return switch (flag) {
      case UNREAD -> LINKS.UNREAD;
      case ARCHIVED -> LINKS.ARCHIVED;
      case FAVORITE -> LINKS.FAVORITE;
      case SHARED -> LINKS.SHARED;
    };
  }

  /** The columns of the table or an alias of it. */
  static List<Field<?>> of(Links links) {
    Field<?>[] fields = new Field<?>[SIZE];
    fields[ID - 1] = links.ID;
    for (int i = 0; i < CONTENT.size(); i++) {
      fields[ID + i] = CONTENT.get(i).in(links);
    }
    fields[REVISION - 1] = links.REVISION;
    return List.of(fields);
  }

  /** The link in {@code row}, which begins with the columns. */
  static Link toLink(ResultSet row, long epoch) throws SQLException {
    Link.Builder link =
        Link.builder().id(row.getLong(ID)).version(new Version(epoch, row.getLong(REVISION)));
    for (int i = 0; i < CONTENT.size(); i++) {
      CONTENT.get(i).read(row, ID + 1 + i, link);
    }
    return link.build();
  }

  /** The link in {@code row}, which has the columns of {@code links}. */
  static Link toLink(Record row, Links links, long epoch) {
    Link.Builder link =
        Link.builder().id(row.get(links.ID)).version(new Version(epoch, row.get(links.REVISION)));
    CONTENT.forEach(column -> column.read(row, links, link));
    return link.build();
  }

  /** Tags of these names, without invisible ones, which older servers accepted. */
  private static List<Tag> tags(String[] names) {
    List<Tag> tags = new ArrayList<>(names.length);
    for (String name : names) {
      try {
        tags.add(new Tag(name));
      } catch (InvalidInputException e) {
        // The name is invisible.
      }
    }
    return tags;
  }

  /** A text of each of a link's tags. */
  static String[] texts(Link link, Function<Tag, String> text) {
    return link.tags().stream().map(text).toArray(String[]::new);
  }
}
