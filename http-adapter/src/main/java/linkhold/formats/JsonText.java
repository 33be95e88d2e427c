package linkhold.formats;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Links as JSON objects: Linkhold's own, and Pinboard's. */
final class JsonText {

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxStringLength(ImportedText.MAX_ENTRY_LENGTH)
                  .build())
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build()
          .enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8);

  /** The members that are read; others are skipped. */
  private static final Set<String> MEMBERS =
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
          "createdAt",
          "href",
          "extended",
          "time",
          "toread");

  private JsonText() {}

  /**
   * The entry that the object has in which {@code parser} stands; after it, at the object's end.
   */
  static Entry entry(JsonParser parser, long line) throws IOException {
    Map<String, Object> members = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      Object read = MEMBERS.contains(name) ? value(parser, value) : null;
      if (read != null) {
        members.put(name, read);
      } else {
        parser.skipChildren();
      }
    }
    return members.containsKey("href") ? pinboard(members, line) : own(members, line);
  }

  private static @Nullable Object value(JsonParser parser, JsonToken value) throws IOException {
    return switch (value) {
      case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case START_ARRAY -> texts(parser);
      default -> null;
    };
  }

  private static List<String> texts(JsonParser parser) throws IOException {
    List<String> texts = new ArrayList<>();
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_ARRAY) {
      if (token == JsonToken.VALUE_STRING) {
        texts.add(parser.getText());
      } else {
        parser.skipChildren();
      }
      token = parser.nextToken();
    }
    return texts;
  }

  private static Entry own(Map<String, Object> members, long line) {
    Entry entry = new Entry(line, text(members, "url"));
    entry.title(text(members, "title"));
    entry.description(text(members, "description"));
    entry.note(text(members, "note"));
    if (members.get("tags") instanceof List<?> tags) {
      tags.forEach(tag -> entry.tag((String) tag));
    }
    entry.unread(flag(members, "unread"));
    entry.archived(flag(members, "archived"));
    entry.favorite(flag(members, "favorite"));
    entry.shared(flag(members, "shared"));
    entry.createdAt(text(members, "createdAt"));
    return entry;
  }

  /** What Pinboard calls a description is the title; tags stand between spaces. */
  private static Entry pinboard(Map<String, Object> members, long line) {
    Entry entry = new Entry(line, text(members, "href"));
    entry.title(text(members, "description"));
    entry.description(text(members, "extended"));
    String tags = text(members, "tags");
    if (tags != null) {
      entry.tags(tags, ' ');
    }
    entry.unread(yes(members, "toread"));
    entry.shared(yes(members, "shared"));
    entry.createdAt(text(members, "time"));
    return entry;
  }

  private static @Nullable String text(Map<String, Object> members, String name) {
    return members.get(name) instanceof String text ? text : null;
  }

  private static @Nullable Boolean flag(Map<String, Object> members, String name) {
    return members.get(name) instanceof Boolean flag ? flag : null;
  }

  private static @Nullable Boolean yes(Map<String, Object> members, String name) {
    return members.get(name) instanceof String text ? Boolean.valueOf(text.equals("yes")) : null;
  }

  /** What is wrong with the text, for people. */
  static String reason(JacksonException e) {
    return switch (e) {
      case JsonEOFException _ -> "The JSON text ends too early.";
      case StreamConstraintsException _ -> "A value is too long, or nested too deeply.";
      default -> "It is not JSON.";
    };
  }
}
