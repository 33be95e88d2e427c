package linkhold.formats;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * CSV with a line of column names: Linkhold's own, Pocket's and Raindrop's, and any other with a
 * column {@code url} and others of these names.
 */
final class CsvReader implements EntryReader {

  /** More columns than this are not read. */
  private static final int MAX_COLUMNS = 64;

  private static final List<String> SEPARATORS = List.of(",", ";", "\t");

  private final char separator;
  private @Nullable Columns columns;

  private CsvReader(char separator) {
    this.separator = separator;
  }

  /** The reader for a file that begins with {@code line}; empty when that does not name columns. */
  static Optional<CsvReader> of(String line) {
    return SEPARATORS.stream()
        .filter(separator ->
            List.of(line.toLowerCase(Locale.ROOT).replace("\"", "").split(separator, -1)).stream()
                .anyMatch(name -> name.strip().equals("url")))
        .findFirst()
        .map(separator -> new CsvReader(separator.charAt(0)));
  }

  /** A row that is no CSV is left out, and its second line taken for the next one. */
  @Override
  public void read(ImportedText text, Importer importer) throws IOException {
    CsvLines lines = new CsvLines(text);
    try {
      Optional<String> fault = readRows(lines, importer);
      while (fault.isPresent()) {
        if (columns == null || !lines.leaveFirstLine()) {
          importer.stop(lines.rowLine(), fault.get());
          return;
        }
        importer.reject(lines.rowLine(), "", fault.get());
        fault = readRows(lines, importer);
      }
    } catch (EntryTooLongException e) {
      importer.stop(lines.rowLine(), e.getMessage() + ".");
    }
  }

  /** Reads rows to the end, or up to one that cannot be read; then, what is wrong with it. */
  private Optional<String> readRows(CsvLines lines, Importer importer) throws IOException {
    try (CsvParser parser = CsvText.FACTORY.createParser(lines)) {
      parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator));
      while (parser.nextToken() != null) {
        lines.beginRow();
        List<String> cells = row(parser);
        if (columns == null) {
          columns = new Columns(cells);
        } else {
          importer.accept(columns.entry(cells, lines.rowLine()));
        }
      }
      return Optional.empty();
    } catch (JacksonException e) {
      return Optional.of("It is not CSV, or a cell is too long.");
    } catch (EntryTooLongException e) {
      return Optional.of(e.getMessage() + ".");
    }
  }

  /** The cells of the row in whose beginning {@code parser} stands. */
  private static List<String> row(CsvParser parser) throws IOException {
    List<String> cells = new ArrayList<>();
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_ARRAY && token != null) {
      if (cells.size() < MAX_COLUMNS) {
        cells.add(parser.getText());
      }
      token = parser.nextToken();
    }
    return cells;
  }

  /** Which column says what. */
  private static final class Columns {

    private final Map<String, Integer> places = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final boolean own;
    private final boolean pocket;

    Columns(List<String> names) {
      for (int i = 0; i < names.size(); i++) {
        places.putIfAbsent(names.get(i).strip(), i);
      }
      own = places.keySet().containsAll(CsvText.COLUMNS);
      pocket = places.containsKey("time_added");
    }

    Entry entry(List<String> cells, long line) {
      Entry entry = new Entry(line, cell(cells, "url"));
      entry.title(title(cells, entry.url()));
      entry.description(first(cells, "description", "excerpt"));
      entry.note(first(cells, "note", "notes"));
      readTags(cells, entry);
      entry.unread(flag(cells, "unread"));
      entry.archived(flag(cells, "archived"));
      entry.favorite(flag(cells, "favorite"));
      entry.shared(flag(cells, "shared"));
      if (pocket) {
        String status = cell(cells, "status");
        entry.unread("unread".equals(status));
        entry.archived("archive".equals(status));
      }
      entry.createdAt(first(cells, "createdAt", "created", "time_added"));
      return entry;
    }

    /** Pocket writes the URL where a page has no title. */
    private @Nullable String title(List<String> cells, String url) {
      String title = cell(cells, "title");
      return url.equals(title) && !own ? null : title;
    }

    private void readTags(List<String> cells, Entry entry) {
      String folder = cell(cells, "folder");
      if (folder != null && !folder.equals("Unsorted")) {
        entry.tags(folder, '/');
      }
      String tags = cell(cells, "tags");
      if (tags != null) {
        entry.tags(pocket ? tags.replace('|', ',') : tags, own ? ' ' : ',');
      }
    }

    private @Nullable String first(List<String> cells, String... columns) {
      for (String column : columns) {
        String cell = cell(cells, column);
        if (cell != null) {
          return cell;
        }
      }
      return null;
    }

    private @Nullable Boolean flag(List<String> cells, String column) {
      String cell = cell(cells, column);
      return cell == null
          ? null
          : Boolean.valueOf(cell.equalsIgnoreCase("true") || cell.equals("1"));
    }

    /** The text of a cell; null when it is empty. */
    private @Nullable String cell(List<String> cells, String column) {
      Integer place = places.get(column);
      if (place == null || place >= cells.size() || cells.get(place).isEmpty()) {
        return null;
      }
      return own ? CsvText.undefused(cells.get(place)) : cells.get(place);
    }
  }
}
