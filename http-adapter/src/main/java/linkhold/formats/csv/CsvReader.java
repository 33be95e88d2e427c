package linkhold.formats.csv;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import linkhold.formats.entry.Beginning;
import linkhold.formats.entry.Entries;
import linkhold.formats.entry.EntryReader;
import linkhold.formats.entry.EntryTooLongException;
import linkhold.formats.entry.FileText;
import linkhold.formats.entry.UnreadNames;
import org.jspecify.annotations.Nullable;

/**
 * CSV with a line of column names: Linkhold's own, and any other with a column for the URL and
 * others of usual names.
 */
public final class CsvReader implements EntryReader {

  /** More columns than this are not read. */
  private static final int MAX_COLUMNS = 64;

  private final CsvHeader header;

  private CsvReader(CsvHeader header) {
    this.header = header;
  }

  /**
   * Recognises CSV.
   *
   * @throws linkhold.domain.InvalidInputException when the file holds passwords
   */
  public static Optional<EntryReader> of(Beginning beginning) {
    return CsvHeader.of(beginning).map(CsvReader::new);
  }

  @Override
  public void read(FileText text, Entries entries) throws IOException {
    new Reading(new CsvLines(text, header.linesBefore()), header.separator(), entries).read();
  }

  /**
   * Reads one file. A row that is not CSV is left out, and reading continues with its second line.
   */
  private static final class Reading {

    private final CsvLines lines;
    private final char separator;
    private final Entries entries;
    private final UnreadNames unread = new UnreadNames();
    private @Nullable CsvRows rows;
    private List<String> held = List.of();
    private long heldLine;

    /**
     * Whether a row that is not CSV extended to the end of the file, and no complete row followed.
     */
    private boolean openAtEnd;

    private boolean shortRows;

    Reading(CsvLines lines, char separator, Entries entries) {
      this.lines = lines;
      this.separator = separator;
      this.entries = entries;
    }

    void read() throws IOException {
      try {
        Optional<String> fault = readRows();
        while (fault.isPresent()) {
          hand();
          if (rows == null) {
            entries.stop(lines.rowLine(), fault.get());
            return;
          }
          if (lines.isLastLine()) {
            entries.breakOff(lines.rowLine(), "");
            break;
          }
          openAtEnd = lines.isAtEnd();
          if (!lines.leaveFirstLine()) {
            entries.stop(lines.rowLine(), fault.get());
            return;
          }
          entries.reject(lines.rowLine(), "", fault.get());
          fault = readRows();
        }
        if (openAtEnd) {
          entries.incomplete("The file ends within a cell in quotes; it may have been cut off.");
        }
      } catch (EntryTooLongException e) {
        hand();
        entries.stop(lines.rowLine(), e.getMessage() + ".");
      }
      unread.report(entries);
    }

    /**
     * Reads rows to the end, or up to one that cannot be read; then returns what is wrong with it.
     */
    private Optional<String> readRows() throws IOException {
      try (CsvParser parser = CsvText.FACTORY.createParser(lines)) {
        parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator));
        while (parser.nextToken() != null) {
          lines.beginRow();
          List<String> cells = row(parser);
          hand();
          if (rows == null) {
            rows = new CsvRows(cells, unread);
          } else if (cells.stream().anyMatch(cell -> !cell.isBlank())) {
            held = cells;
            heldLine = lines.rowLine();
          }
        }
        end();
        return Optional.empty();
      } catch (JacksonException e) {
        return Optional.of("It is not CSV, or a cell is too long.");
      } catch (RowTooLongException e) {
        return Optional.of(RowTooLongException.MESSAGE);
      }
    }

    /** Passes on the previous row, which is not the last one. */
    private void hand() {
      CsvRows columns = rows;
      if (columns == null || held.isEmpty()) {
        return;
      }
      boolean whole = held.size() >= columns.count();
      if (openAtEnd && !whole) {
        entries.reject(heldLine, "", "It has fewer cells than there are columns.");
      } else {
        entries.accept(columns.entry(held, heldLine));
        openAtEnd = false;
        shortRows |= !whole;
      }
      held = List.of();
    }

    /** Passes on the last row, unless it was cut off. */
    private void end() {
      CsvRows columns = rows;
      boolean cut =
          columns != null
              && !held.isEmpty()
              && held.size() < columns.count()
              && !shortRows
              && !lines.isLineEnded();
      if (cut) {
        entries.breakOff(heldLine, "");
      } else {
        hand();
      }
      held = List.of();
    }

    /** The cells of the row at whose beginning {@code parser} is. */
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
  }
}
