package linkhold.formats.csv;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import linkhold.domain.Link;
import linkhold.domain.LinkFlag;
import linkhold.domain.Tag;
import linkhold.formats.entry.Entry;
import linkhold.formats.entry.Field;
import linkhold.formats.entry.Flag;
import org.jspecify.annotations.Nullable;

/**
 * A column of Linkhold's own CSV files.
 *
 * @param name in the first row
 * @param written a link's cell; null when it is empty
 * @param read reads a cell that is not empty
 */
record CsvColumn(
    String name, Function<Link, @Nullable String> written, BiConsumer<Entry, String> read) {

  private static final CsvColumn URL = new CsvColumn("url", Link::url, (_, _) -> {});

  /** The one table by which such files are written and read, in the order of the columns. */
  static final List<CsvColumn> ALL =
      List.of(
          URL,
          new CsvColumn("title", Link::title, Entry::title),
          new CsvColumn("description", Link::description, Entry::description),
          new CsvColumn("note", Link::note, Entry::note),
          new CsvColumn(
              "tags",
              link -> link.tags().stream().map(Tag::name).collect(joining(" ")),
              (entry, cell) -> entry.tags(cell, ' ')),
          flag(LinkFlag.UNREAD),
          flag(LinkFlag.ARCHIVED),
          flag(LinkFlag.FAVORITE),
          flag(LinkFlag.SHARED),
          new CsvColumn("createdAt", link -> link.createdAt().toString(), Entry::createdAt),
          new CsvColumn("imageUrl", Link::imageUrl, Entry::imageUrl),
          new CsvColumn("iconUrl", Link::iconUrl, Entry::iconUrl));

  /** Whether a file with these columns was written by Linkhold. */
  static boolean areOwn(List<String> names) {
    return names.containsAll(Field.OF_FIRST_VERSION);
  }

  private static CsvColumn flag(LinkFlag flag) {
    return new CsvColumn(
        flag.text(),
        link -> Boolean.toString(flag.of(link)),
        (entry, cell) -> Flag.parse(cell).ifPresent(value -> entry.flag(flag, value)));
  }
}
