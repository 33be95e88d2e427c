package linkhold.formats;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** One JSON array of links, as Pinboard exports them. */
final class JsonArrayReader implements EntryReader {

  @Override
  public void read(ImportedText text, Importer importer) throws IOException {
    long line = 1;
    try (JsonParser parser = JsonText.FACTORY.createParser(text)) {
      parser.nextToken(); // the array's beginning, by which it was recognised
      JsonToken token = parser.nextToken();
      while (token != JsonToken.END_ARRAY) {
        line = parser.currentTokenLocation().getLineNr();
        if (token == JsonToken.START_OBJECT) {
          importer.accept(JsonText.entry(parser, line));
        } else {
          importer.reject(line, "", "It is not an object.");
          parser.skipChildren();
        }
        text.nextEntry();
        token = parser.nextToken();
      }
      if (parser.nextToken() != null) {
        importer.stop(parser.currentTokenLocation().getLineNr(), "Something follows the array.");
      }
    } catch (JacksonException e) {
      importer.stop(
          e.getLocation() == null ? line : e.getLocation().getLineNr(), JsonText.reason(e));
    } catch (EntryTooLongException e) {
      importer.stop(line, e.getMessage() + ".");
    }
  }
}
