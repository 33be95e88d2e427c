package linkhold.formats.csv;

import java.util.List;
import java.util.Locale;
import linkhold.formats.entry.Entry;
import linkhold.formats.entry.NamedValues;
import linkhold.formats.entry.NamedValues.TagNotation;
import linkhold.formats.entry.UnreadNames;

/** Makes entries from rows, by the names of their columns. */
final class CsvRows {

  private final List<String> names;
  private final boolean own;
  private final TagNotation notation;
  private final UnreadNames unread;

  /** Rows under {@code names}; {@code unread} gets the names that are not read. */
  CsvRows(List<String> names, UnreadNames unread) {
    this.names = names.stream().map(String::strip).toList();
    this.unread = unread;
    own = CsvColumn.areOwn(this.names);
    notation = notation(this.names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
  }

  /** Tags of Pocket and Raindrop may contain blanks. */
  private static TagNotation notation(List<String> names) {
    if (names.contains("time_added") && names.contains("status")) {
      return TagNotation.BARS;
    }
    return names.contains("excerpt") && names.contains("cover")
        ? TagNotation.COMMAS
        : TagNotation.ANY;
  }

  /** How many columns have a name. */
  int count() {
    return names.size();
  }

  /** The entry that begins in {@code line}. */
  Entry entry(List<String> cells, long line) {
    return own ? ownEntry(cells, line) : otherEntry(cells, line);
  }

  private Entry ownEntry(List<String> cells, long line) {
    Entry entry = new Entry(line, cell(cells, "url"));
    for (CsvColumn column : CsvColumn.ALL) {
      String cell = cell(cells, column.name());
      if (!cell.isEmpty()) {
        column.read().accept(entry, cell);
      }
    }
    return entry;
  }

  private String cell(List<String> cells, String name) {
    int place = names.indexOf(name);
    return place < 0 || place >= cells.size() ? "" : CsvText.undefused(cells.get(place));
  }

  private Entry otherEntry(List<String> cells, long line) {
    NamedValues values = new NamedValues(notation);
    for (int i = 0; i < Math.min(cells.size(), names.size()); i++) {
      values.put(names.get(i), cells.get(i));
    }
    return values.entry(line, unread);
  }
}
