package linkhold.http.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;

/** Assertions about problems. */
public final class Problems {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Problems() {}

  /** Asserts that {@code response} is a problem of this kind; its members. */
  public static JsonNode assertProblem(ProblemType type, HttpResponse<String> response) {
    assertEquals(
        "application/problem+json", response.headers().firstValue("Content-Type").orElse(null));
    assertEquals(type.status().code(), response.statusCode(), response.body());
    return assertProblem(type, response.body());
  }

  /** Asserts that the raw {@code response} is a problem of this kind; its members. */
  public static JsonNode assertRawProblem(ProblemType type, String response) {
    assertTrue(response.startsWith("HTTP/1.1 " + type.status().code() + " "), response);
    assertTrue(response.contains("\r\nContent-Type: application/problem+json\r\n"), response);
    return assertProblem(type, response.substring(response.indexOf("\r\n\r\n") + 4));
  }

  private static JsonNode assertProblem(ProblemType type, String body) {
    JsonNode problem = json(body);
    assertEquals(type.path(), problem.path("type").asText(), body);
    assertEquals(type.title(), problem.path("title").asText());
    assertEquals(type.status().code(), problem.path("status").asInt());
    assertTrue(problem.path("detail").asText().length() > 10, body);
    return problem;
  }

  /** The pointers of a problem's errors, in their order. */
  public static List<String> pointers(JsonNode problem) {
    return problem.get("errors").findValuesAsText("pointer");
  }

  /** The value of a header; empty when it is absent. */
  public static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  public static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  public static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }
}
