package linkhold.formats.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import linkhold.domain.InvalidInputException;
import linkhold.formats.entry.Beginning;
import linkhold.formats.entry.EntryReader;
import linkhold.formats.entry.Field;
import org.jspecify.annotations.Nullable;

/** Recognises files of JSON that hold links. */
public final class JsonFiles {

  private JsonFiles() {}

  /**
   * The reader for JSON Lines, an array of links or a document of folders.
   *
   * @throws InvalidInputException when the file holds passwords
   */
  public static Optional<EntryReader> of(Beginning beginning) {
    String text = beginning.text();
    if (!text.startsWith("[") && !text.startsWith("{")) {
      return Optional.empty();
    }
    if (text.contains("\"password\"")) {
      throw new InvalidInputException(
          "",
          "The file holds passwords, not bookmarks; nothing of it was saved. Export the bookmarks"
              + " instead.");
    }
    boolean array = text.startsWith("[");
    Found found = new Found();
    try (JsonParser parser = JsonText.FACTORY.createParser(text)) {
      parser.nextToken();
      found.look(parser, array);
    } catch (JsonEOFException e) {
      // only the beginning is looked at
    } catch (JacksonException e) {
      found.isOther = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.ofNullable(reader(found, array, text));
  }

  private static @Nullable EntryReader reader(Found found, boolean array, String text) {
    if (array) {
      return found.isLink || found.isContainer || !found.isOther
          ? new JsonDocumentReader(false)
          : null;
    }
    if (found.isContainer || text.startsWith("{\"guid\":\"root")) {
      return new JsonDocumentReader(true);
    }
    if (!found.isLink) {
      return null;
    }
    return hasObjectInLine(text) ? new JsonLinesReader() : new JsonDocumentReader(false);
  }

  /** Whether the first object ends in the first line, or another begins in the second. */
  private static boolean hasObjectInLine(String text) {
    int end = text.indexOf('\n');
    return end < 0
        || text.substring(0, end).stripTrailing().endsWith("}")
        || text.substring(end + 1).stripLeading().startsWith("{");
  }

  /** What the first objects of a text show. */
  private static final class Found {

    private static final int MAX_ELEMENTS = 5;

    private boolean isLink;
    private boolean isContainer;
    private boolean isOther;

    /** Looks at the current value. */
    void look(JsonParser parser, boolean array) throws IOException {
      if (!array) {
        lookAtObject(parser);
        return;
      }
      for (int i = 0; i < MAX_ELEMENTS; i++) {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.END_ARRAY || token == null) {
          return;
        }
        if (token == JsonToken.START_OBJECT) {
          lookAtObject(parser);
        } else if (token == JsonToken.VALUE_STRING) {
          isLink |= parser.getText().contains("://");
          isOther = true;
        } else {
          isOther = true;
          parser.skipChildren();
        }
      }
    }

    private void lookAtObject(JsonParser parser) throws IOException {
      Set<String> names = new HashSet<>();
      while (parser.nextToken() != JsonToken.END_OBJECT && parser.currentToken() != null) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (token == null) {
          return;
        }
        names.add(name);
        isContainer |= JsonFolders.CONTAINERS.contains(name) && token.isStructStart();
        isLink |=
            token != JsonToken.VALUE_NULL
                && Field.named(name).filter(Field.URL::equals).isPresent();
        if (token.isStructStart() && !isContainer) {
          parser.skipChildren();
        } else if (isContainer) {
          return;
        }
      }
      isOther |= !names.isEmpty();
    }
  }
}
