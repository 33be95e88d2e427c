package linkhold.app.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Values of scenarios as JSON. */
final class ScenarioJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ScenarioJson() {}

  /** A value as JSON that was written and parsed. */
  static JsonNode tree(@Nullable Object value) {
    return parsed(JSON.valueToTree(value).toString());
  }

  static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode empty() {
    return JSON.createObjectNode();
  }

  static Instant createdAt(JsonNode link) {
    return Instant.parse(link.path("createdAt").asText());
  }
}
