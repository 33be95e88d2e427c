package linkhold.formats.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.OutputStream;
import linkhold.domain.Link;
import linkhold.formats.entry.LinkWriter;

/**
 * CSV (RFC 4180) in UTF-8 with a byte order mark, without which Excel assumes another charset. Tags
 * are separated by spaces, which no tag contains.
 */
public final class CsvWriter implements LinkWriter {

  private static final CsvSchema SCHEMA =
      CsvSchema.builder()
          .addColumns(
              CsvColumn.ALL.stream().map(CsvColumn::name).toList(), CsvSchema.ColumnType.STRING)
          .setLineSeparator("\r\n")
          .build();

  private final CsvGenerator csv;

  /** Begins a file with the row of names. */
  public CsvWriter(OutputStream out) throws IOException {
    out.write("\uFEFF".getBytes(UTF_8));
    csv = CsvText.FACTORY.createGenerator(out);
    csv.setSchema(SCHEMA);
    csv.writeStartArray();
    for (CsvColumn column : CsvColumn.ALL) {
      csv.writeString(column.name());
    }
    csv.writeEndArray();
  }

  @Override
  public void write(Link link) throws IOException {
    csv.writeStartArray();
    for (CsvColumn column : CsvColumn.ALL) {
      String text = column.written().apply(link);
      csv.writeString(text == null ? "" : CsvText.defused(text));
    }
    csv.writeEndArray();
  }

  @Override
  public void end() throws IOException {
    csv.flush();
    csv.close();
  }
}
