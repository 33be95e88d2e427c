package linkhold.persistence;

import java.util.Arrays;
import java.util.List;
import linkhold.domain.Link;
import linkhold.domain.Tag;
import linkhold.domain.Version;
import linkhold.persistence.schema.tables.Links;
import org.jooq.Field;
import org.jooq.Record;

/** A row of {@code links} as a {@link Link}. */
final class LinkRow {

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

  /** The link in {@code row}, which has the {@link #columns} of {@code links} and the epoch. */
  static Link toLink(Record row, Links links, Field<Long> epoch) {
    return new Link(
        row.get(links.ID),
        row.get(links.URL),
        row.get(links.TITLE),
        row.get(links.DESCRIPTION),
        row.get(links.NOTE),
        Arrays.stream(row.get(links.TAGS)).map(Tag::new).toList(),
        row.get(links.UNREAD),
        row.get(links.ARCHIVED),
        row.get(links.FAVORITE),
        row.get(links.SHARED),
        row.get(links.CREATED_AT).toInstant(),
        row.get(links.UPDATED_AT).toInstant(),
        new Version(row.get(epoch), row.get(links.REVISION)));
  }
}
