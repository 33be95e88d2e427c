package linkhold.formats.csv;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import linkhold.domain.Link;
import linkhold.domain.Tag;
import linkhold.formats.entry.Entry;
import linkhold.formats.entry.Flag;
import org.jspecify.annotations.Nullable;

/**
 * A column of Linkhold's own CSV files.
 *
 * @param name in the first row
 * @param written a link's cell; null when it is empty
 * @param read takes a cell that is not empty
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
          new CsvColumn(
              "unread", link -> text(link.unread()), (entry, cell) -> entry.unread(flag(cell))),
          new CsvColumn(
              "archived",
              link -> text(link.archived()),
              (entry, cell) -> entry.archived(flag(cell))),
          new CsvColumn(
              "favorite",
              link -> text(link.favorite()),
              (entry, cell) -> entry.favorite(flag(cell))),
          new CsvColumn(
              "shared", link -> text(link.shared()), (entry, cell) -> entry.shared(flag(cell))),
          new CsvColumn("createdAt", link -> link.createdAt().toString(), Entry::createdAt),
          new CsvColumn("imageUrl", Link::imageUrl, Entry::imageUrl),
          new CsvColumn("iconUrl", Link::iconUrl, Entry::iconUrl));

  /**
   * The columns of version 0.1.0, by which every own file is recognised, also one from before a
   * column was added to the table.
   */
  private static final Set<String> FIRST =
      Set.of(
          "url",
          "title",
          "description",
          "note",
          "tags",
          "unread",
          "archived",
          "favorite",
          "shared",
          "createdAt");

  /** Whether a file with these columns was written by Linkhold. */
  static boolean areOwn(List<String> names) {
    return names.containsAll(FIRST);
  }

  private static String text(boolean flag) {
    return Boolean.toString(flag);
  }

  private static @Nullable Boolean flag(String cell) {
    return Flag.parse(cell).orElse(null);
  }
}
