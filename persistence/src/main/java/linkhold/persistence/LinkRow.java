package linkhold.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import linkhold.domain.Link;
import linkhold.domain.Tag;
import linkhold.domain.Version;
import linkhold.persistence.schema.tables.Links;
import org.jooq.Field;
import org.jooq.Record;

/** A row of {@code links} as a {@link Link}. */
final class LinkRow {

  /** How many columns a result has before any others: {@link #columns} and the epoch. */
  static final int SIZE = 14;

  /** The position of the id. */
  static final int ID = 1;

  /** The position of the epoch. */
  static final int EPOCH = SIZE;

  private LinkRow() {}

  /** The columns that make a link, of the table or of what stands for it. */
  static List<Field<?>> columns(Links links) {
    return List.of(
        links.ID,
        links.URL,
        links.TITLE,
        links.DESCRIPTION,
        links.NOTE,
        links.TAGS,
        links.UNREAD,
        links.ARCHIVED,
        links.FAVORITE,
        links.SHARED,
        links.CREATED_AT,
        links.UPDATED_AT,
        links.REVISION);
  }

  /** The link in {@code row}, which begins with the {@link #columns} and the epoch. */
  static Link toLink(ResultSet row) throws SQLException {
    return new Link(
        row.getLong(ID),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        tags((String[]) row.getArray(6).getArray()),
        row.getBoolean(7),
        row.getBoolean(8),
        row.getBoolean(9),
        row.getBoolean(10),
        instant(row, 11),
        instant(row, 12),
        new Version(row.getLong(EPOCH), row.getLong(13)));
  }

  /** The link in {@code row}, which has the {@link #columns} of {@code links} and the epoch. */
  static Link toLink(Record row, Links links, Field<Long> epoch) {
    return new Link(
        row.get(links.ID),
        row.get(links.URL),
        row.get(links.TITLE),
        row.get(links.DESCRIPTION),
        row.get(links.NOTE),
        tags(row.get(links.TAGS)),
        row.get(links.UNREAD),
        row.get(links.ARCHIVED),
        row.get(links.FAVORITE),
        row.get(links.SHARED),
        row.get(links.CREATED_AT).toInstant(),
        row.get(links.UPDATED_AT).toInstant(),
        new Version(row.get(epoch), row.get(links.REVISION)));
  }

  private static List<Tag> tags(String[] names) {
    List<Tag> tags = new ArrayList<>(names.length);
    for (String name : names) {
      tags.add(new Tag(name));
    }
    return tags;
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
