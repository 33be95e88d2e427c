package linkhold.app.clients;

import static linkhold.app.clients.ScenarioJson.createdAt;
import static linkhold.app.clients.ScenarioJson.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What links of a scenario must be.
 *
 * @param values the values that steps have named
 */
record LinkAssertions(ScenarioValues values) {

  private static final List<String> MEMBERS =
      List.of(
          "id",
          "url",
          "title",
          "description",
          "note",
          "tags",
          "unread",
          "archived",
          "favorite",
          "shared",
          "revision");

  /** Asserts that links are in the order of a list. */
  static void areNewestFirst(List<JsonNode> links) {
    for (int i = 1; i < links.size(); i++) {
      assertTrue(
          !createdAt(links.get(i - 1)).isBefore(createdAt(links.get(i))), "It is not newest first");
    }
  }

  /** The members of links that clients and the server must agree on, by the links' ids. */
  static Map<Long, Map<String, Object>> byId(List<JsonNode> links) {
    Map<Long, Map<String, Object>> result = new TreeMap<>();
    for (JsonNode link : links) {
      Map<String, Object> members = new LinkedHashMap<>();
      for (String member : MEMBERS) {
        JsonNode value = link.path(member);
        members.put(member, value.isMissingNode() || value.isNull() ? "none" : value.toString());
      }
      members.put("createdAt", createdAt(link));
      result.put(link.path("id").asLong(), members);
    }
    return result;
  }

  /** Asserts that {@code links} are the expected ones, in any order. */
  void are(List<?> expected, List<JsonNode> links) {
    Map<String, JsonNode> byUrl = new TreeMap<>();
    links.forEach(link -> byUrl.put(link.path("url").asText(), link));
    Set<String> urls = new HashSet<>();
    for (Object one : expected) {
      Step members = Step.of(one);
      String url = String.valueOf(values.filled(members.find("url")));
      urls.add(url);
      JsonNode link = byUrl.get(url);
      assertTrue(link != null, () -> url + " is missing in " + links);
      members
          .members()
          .forEach((name, value) -> isMember(name, value, Objects.requireNonNull(link)));
    }
    assertEquals(urls, byUrl.keySet());
    assertEquals(expected.size(), links.size(), links::toString);
  }

  private void isMember(String name, @Nullable Object expected, JsonNode link) {
    JsonNode actual = link.path(name);
    if (name.equals("createdAt")) {
      ScenarioValues.Span span = values.span(expected);
      Instant time = createdAt(link);
      assertTrue(span.has(time), () -> time + " is not in " + span);
    } else if ("server".equals(expected)) {
      assertTrue(actual.asLong() > 0, () -> name + " is " + actual);
    } else if ("local".equals(expected)) {
      assertTrue(actual.asLong() < 0, () -> name + " is " + actual);
    } else if (expected == null) {
      assertTrue(actual.isNull() || actual.isMissingNode(), () -> name + " is " + actual);
    } else {
      assertEquals(tree(values.filled(expected)), tree(actual), () -> name + " of " + link);
    }
  }
}
