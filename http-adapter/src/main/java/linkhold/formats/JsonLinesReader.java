package linkhold.formats;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** JSON Lines: one object a line; a line that is none is left out, and the next one read. */
final class JsonLinesReader implements EntryReader {

  private final StringBuilder line = new StringBuilder();
  private long number = 1;
  private boolean tooLong;

  @Override
  public void read(ImportedText text, Importer importer) throws IOException {
    char[] buffer = new char[16 * 1024];
    int count = text.read(buffer, 0, buffer.length);
    while (count >= 0) {
      int from = 0;
      for (int i = 0; i < count; i++) {
        if (buffer[i] == '\n') {
          append(buffer, from, i);
          endLine(importer);
          from = i + 1;
        }
      }
      append(buffer, from, count);
      text.nextEntry(); // a line that is too long does not end the reading
      count = text.read(buffer, 0, buffer.length);
    }
    endLine(importer);
  }

  private void append(char[] buffer, int from, int to) {
    tooLong |= line.length() + to - from > ImportedText.MAX_ENTRY_LENGTH;
    if (!tooLong) {
      line.append(buffer, from, to - from);
    }
  }

  private void endLine(Importer importer) throws IOException {
    String object = line.toString();
    if (tooLong) {
      importer.reject(
          number, "", "The line is longer than " + ImportedText.MAX_ENTRY_LENGTH + " characters.");
    } else if (!object.isBlank()) {
      read(object, importer);
    }
    number++;
    tooLong = false;
    line.setLength(0);
  }

  private void read(String object, Importer importer) throws IOException {
    Entry entry;
    try (JsonParser parser = JsonText.FACTORY.createParser(object)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        importer.reject(number, "", "It is not a JSON object.");
        return;
      }
      entry = JsonText.entry(parser, number);
      if (parser.nextToken() != null) {
        importer.reject(number, entry.url(), "Something follows the JSON object.");
        return;
      }
    } catch (JacksonException e) {
      importer.reject(number, "", JsonText.reason(e));
      return;
    }
    importer.accept(entry);
  }
}
