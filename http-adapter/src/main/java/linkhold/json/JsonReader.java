package linkhold.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON text (RFC 8259) strictly: no repeated members, nothing after the value. */
public final class JsonReader {

  /** How deep arrays and objects may be nested. */
  public static final int MAX_DEPTH = 64;

  /** How many characters a number may have. */
  public static final int MAX_NUMBER_LENGTH = 100;

  private JsonReader() {}

  /**
   * The value of {@code text}: a {@code Map<String, Object>} in the text's order, a {@code
   * List<Object>}, a {@code String}, {@code Number} or {@code Boolean}, or null.
   *
   * @throws InvalidJsonException saying where the text breaks the rules
   */
  public static @Nullable Object parse(String text) {
    try (JsonParser parser = Json.FACTORY.createParser(text)) {
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

  /** The parser's message, unless it is about the parser itself. */
  private static String reason(JsonParseException e) {
    String message = e.getOriginalMessage();
    return message == null || message.contains("[Source") ? "unexpected text" : message;
  }

  private static InvalidJsonException invalid(String detail) {
    return new InvalidJsonException(detail);
  }
}
