package linkhold.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.OutputStream;
import linkhold.domain.Link;
import linkhold.domain.Tag;
import org.jspecify.annotations.Nullable;

/**
 * CSV as RFC 4180 has it, in UTF-8 with a byte order mark, without which Excel takes it for another
 * charset. Tags stand between spaces, which none has inside.
 */
final class CsvWriter implements LinkWriter {

  private static final CsvSchema SCHEMA =
      CsvSchema.builder()
          .addColumns(CsvText.COLUMNS, CsvSchema.ColumnType.STRING)
          .setLineSeparator("\r\n")
          .build();

  private final CsvGenerator csv;

  CsvWriter(OutputStream out) throws IOException {
    out.write("\uFEFF".getBytes(UTF_8));
    csv = CsvText.FACTORY.createGenerator(out);
    csv.setSchema(SCHEMA);
    csv.writeStartArray();
    for (String column : CsvText.COLUMNS) {
      csv.writeString(column);
    }
    csv.writeEndArray();
  }

  @Override
  public void write(Link link) throws IOException {
    csv.writeStartObject();
    cell("url", link.url());
    cell("title", link.title());
    cell("description", link.description());
    cell("note", link.note());
    cell("tags", link.tags().stream().map(Tag::name).collect(joining(" ")));
    csv.writeBooleanField("unread", link.unread());
    csv.writeBooleanField("archived", link.archived());
    csv.writeBooleanField("favorite", link.favorite());
    csv.writeBooleanField("shared", link.shared());
    cell("createdAt", link.createdAt().toString());
    csv.writeEndObject();
  }

  private void cell(String column, @Nullable String text) throws IOException {
    csv.writeStringField(column, text == null ? "" : CsvText.defused(text));
  }

  @Override
  public void end() throws IOException {
    csv.flush();
    csv.close();
  }
}
