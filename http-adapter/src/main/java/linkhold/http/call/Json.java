package linkhold.http.call;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON text (RFC 8259), read strictly and written as UTF-8. */
public final class Json {

  /** How many arrays and objects may stand within each other. */
  static final int MAX_DEPTH = 64;

  /** How many characters a number may have. */
  static final int MAX_NUMBER_LENGTH = 100;

  // The pool is shared: one of each thread would keep its buffers for every idle connection.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build()
          .enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT)
          .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);

  private Json() {}

  /** What {@code writer} writes. */
  public static byte[] bytes(JsonWriter writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try {
      write(out, writer);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of a writer's own, as memory does not fail
    }
    return out.toByteArray();
  }

  /**
   * Writes to {@code out}, without flushing or closing it. When {@code writer} fails, nothing is
   * added that would make the text look complete.
   */
  public static void write(OutputStream out, JsonWriter writer) throws IOException {
    JsonGenerator json = FACTORY.createGenerator(out);
    writer.write(json);
    json.close();
  }

  /**
   * The value of {@code text}: a {@code Map<String, Object>} in the text's order, a {@code
   * List<Object>}, a {@code String}, {@code Number} or {@code Boolean}, or null.
   *
   * @throws RefusedRequest saying where the text breaks the rules
   */
  public static @Nullable Object parse(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw invalid("The body is empty.");
      }
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw invalid("Something follows the JSON value, at " + position(parser) + ".");
      }
      return value;
    } catch (JsonEOFException e) {
      throw invalid("The JSON text ends too early.");
    } catch (JsonParseException e) {
      throw invalid("Not JSON at " + position(e.getLocation()) + ": " + reason(e) + ".");
    } catch (StreamConstraintsException e) {
      throw invalid(
          "Nested deeper than %d levels, or a number of more than %d characters."
              .formatted(MAX_DEPTH, MAX_NUMBER_LENGTH));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IllegalStateException("No value begins with " + parser.currentToken());
    };
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (members.containsKey(name)) {
        throw invalid("The member \"%s\" repeats at %s.".formatted(name, position(parser)));
      }
      parser.nextToken();
      members.put(name, value(parser));
    }
    return members;
  }

  private static List<@Nullable Object> array(JsonParser parser) throws IOException {
    List<@Nullable Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser));
    }
    return elements;
  }

  private static String position(JsonParser parser) {
    return position(parser.currentTokenLocation());
  }

  private static String position(JsonLocation location) {
    return "line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  /** The parser's own words, unless they speak of its inner life. */
  private static String reason(JsonParseException e) {
    String message = e.getOriginalMessage();
    return message == null || message.contains("[Source") ? "unexpected text" : message;
  }

  private static RefusedRequest invalid(String detail) {
    return new RefusedRequest(ProblemType.INVALID_JSON, detail);
  }
}
