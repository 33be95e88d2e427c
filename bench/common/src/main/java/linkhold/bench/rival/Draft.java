package linkhold.bench.rival;

import static linkhold.domain.SearchText.SEPARATOR;
import static linkhold.domain.SearchText.fold;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import linkhold.domain.LinkUrl;
import org.jspecify.annotations.Nullable;

/**
 * A link to be saved.
 *
 * @param url the URL in the form that decides whether two are the same link
 * @param title null when none is given
 * @param note null when none is given
 */
public record Draft(LinkUrl url, @Nullable String title, @Nullable String note) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The draft that a request's body holds.
   *
   * @throws IOException when it is not JSON
   */
  public static Draft parse(byte[] body) throws IOException {
    JsonNode json = JSON.readTree(body);
    return new Draft(
        LinkUrl.parse(json.path("url").asText()), text(json, "title"), text(json, "note"));
  }

  /** The searched text. */
  public String searchText() {
    return fold(url.given())
        + SEPARATOR
        + fold(title)
        + SEPARATOR
        + SEPARATOR
        + fold(note)
        + SEPARATOR;
  }

  private static @Nullable String text(JsonNode json, String name) {
    JsonNode value = json.get(name);
    return value == null || value.isNull() ? null : value.asText();
  }
}
