package linkhold.http.linkding;

import static linkhold.http.linkding.LinkdingClient.BOOKMARKS;
import static linkhold.http.linkding.LinkdingClient.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import linkhold.http.call.Problems;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkdingTagAndBundleRoutesTest {

  private static final String TAGS = "/api/tags/";
  private static final String BUNDLES = "/api/bundles/";

  private final LinkdingClient ann = LinkdingClient.start();

  @AfterEach
  void stop() {
    ann.close();
  }

  @Test
  void tagsOfBookmarksAreThereWithIdsThatStay() {
    ann.save("{\"url\": \"https://a.example\", \"tag_names\": [\"web\", \"Java\"]}");
    JsonNode first = ann.get(TAGS);
    ann.save("{\"url\": \"https://b.example\", \"tag_names\": [\"C\"]}");
    JsonNode second = ann.get(TAGS);

    assertEquals(2, first.get("count").asInt());
    assertTrue(first.get("next").isNull() && first.get("previous").isNull());
    assertEquals("[\"Java\",\"web\"]", names(first));
    assertEquals("[\"C\",\"Java\",\"web\"]", names(second));
    assertEquals(first.get("results").get(0), second.get("results").get(1));
    assertEquals(first.get("results").get(0), ann.get(TAGS + first.at("/results/0/id") + "/"));
    assertEquals(3, first.get("results").get(0).size());
    assertTrue(first.at("/results/0/date_added").asText().endsWith("Z"));
  }

  private static String names(JsonNode list) {
    return list.get("results").findValues("name").toString().replace(", ", ",");
  }

  @Test
  void aTagIsAddedOnceHoweverItIsSpelled() {
    JsonNode added = json(201, ann.send("POST", TAGS, "{\"name\": \" Two words \"}"));
    JsonNode again = json(201, ann.send("POST", TAGS, "{\"name\": \"two-WORDS\"}"));

    assertEquals("Two-words", added.get("name").asText());
    assertEquals(added, again);
    assertEquals(1, ann.get(TAGS).get("count").asInt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                | This field is required.
          {"name": ""}      | This field may not be blank.
          {"name": "LONG"}  | Longer than 64 characters.
          """)
  void aTagWithoutANameIsRefused(String body, String told) {
    JsonNode refused = json(400, ann.send("POST", TAGS, body.replace("LONG", "x".repeat(65))));
    assertEquals("{\"name\":[\"" + told + "\"]}", refused.toString());
  }

  @Test
  void tagsAreFoundByAPartOfTheirNameAndComeInPages() {
    ann.save(
        "{\"url\": \"https://a.example\", \"tag_names\": [\"java\", \"JavaScript\", \"web\"]}");

    assertEquals("[\"JavaScript\",\"java\"]", names(ann.get(TAGS + "?q=JAVA")));
    assertEquals(0, ann.get(TAGS + "?q=xyz").get("count").asInt());
    JsonNode page = ann.get(TAGS + "?limit=1&offset=1");
    assertEquals("[\"java\"]", names(page));
    assertEquals(3, page.get("count").asInt());
    assertTrue(page.get("next").asText().startsWith("http://127.0.0.1:"));
    assertTrue(page.get("previous").asText().contains("offset=0"));
    assertEquals("[]", names(ann.get(TAGS + "?offset=3")));
  }

  @Test
  void aTagThatIsDeletedIsOffEveryBookmark() {
    ann.save("{\"url\": \"https://a.example\", \"tag_names\": [\"java\", \"web\"]}");
    String java = TAGS + ann.get(TAGS).at("/results/0/id") + "/";

    assertEquals(204, ann.send("DELETE", java).statusCode());

    assertEquals("[\"web\"]", ann.get(BOOKMARKS + "1/").get("tag_names").toString());
    JsonNode gone = json(404, ann.send("GET", java));
    assertEquals("{\"detail\":\"No Tag matches the given query.\"}", gone.toString());
    json(404, ann.send("DELETE", java));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH"})
  void tagsCannotBeChanged(String method) {
    json(405, ann.send(method, TAGS + "1/", "{\"name\": \"x\"}"));
  }

  @Test
  void aBundleHasEveryField() {
    JsonNode bundle =
        json(
            201,
            ann.send(
                "POST",
                BUNDLES,
                """
                {"name": "To read", "search": "not x", "any_tags": "a b", "all_tags": "c",
                 "excluded_tags": "d", "filter_unread": "yes", "filter_shared": "no", "order": 7}
                """));

    assertEquals(
        Problems.json(
            """
            {"id": 1, "name": "To read", "search": "not x", "any_tags": "a b", "all_tags": "c",
             "excluded_tags": "d", "filter_unread": "yes", "filter_shared": "no", "order": 7,
             "date_created": "%s", "date_modified": "%1$s"}
            """
                .formatted(bundle.get("date_created").asText())),
        bundle);
    assertEquals(bundle, ann.get(BUNDLES + "1/"));
    assertEquals(bundle, ann.get(BUNDLES).at("/results/0"));
    assertEquals(1, ann.get(BUNDLES).get("count").asInt());
  }

  @Test
  void aBundleNeedsANameAndComesLastByItself() {
    assertEquals(
        "{\"name\":[\"This field is required.\"]}",
        json(400, ann.send("POST", BUNDLES, "{}")).toString());
    JsonNode first = json(201, ann.send("POST", BUNDLES, "{\"name\": \"a\"}"));
    JsonNode second = json(201, ann.send("POST", BUNDLES, "{\"name\": \"b\"}"));

    assertEquals(0, first.get("order").asInt());
    assertEquals(1, second.get("order").asInt());
    assertEquals("off", first.get("filter_unread").asText());
    assertEquals("", first.get("search").asText());
  }

  @Test
  void bundlesAreChangedAndDeleted() {
    json(201, ann.send("POST", BUNDLES, "{\"name\": \"a\", \"search\": \"s\"}"));

    JsonNode patched = json(200, ann.send("PATCH", BUNDLES + "1/", "{\"order\": -3}"));
    JsonNode put =
        json(200, ann.send("PUT", BUNDLES + "1/", "{\"name\": \"b\", \"search\": \"\"}"));
    json(400, ann.send("PUT", BUNDLES + "1/", "{\"search\": \"x\"}"));

    assertEquals("a", patched.get("name").asText());
    assertEquals("s", patched.get("search").asText());
    assertEquals(-3, put.get("order").asInt());
    assertEquals("b", put.get("name").asText());
    assertEquals("", put.get("search").asText());
    assertEquals(204, ann.send("DELETE", BUNDLES + "1/").statusCode());
    for (String method : List.of("GET", "PATCH", "DELETE")) {
      assertEquals(
          "{\"detail\":\"No BookmarkBundle matches the given query.\"}",
          json(404, ann.send(method, BUNDLES + "1/", "{}")).toString());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          filter_unread | "maybe"
          filter_shared | "YES!"
          order         | "x"
          order         | 99999999999
          search        | LONG
          any_tags      | LONG
          excluded_tags | LONG
          """)
  void faultsOfABundleAreListedByField(String field, String value) {
    String body =
        "{\"name\": \"a\", \"%s\": %s}"
            .formatted(field, value.replace("LONG", '"' + "x".repeat(1025) + '"'));
    JsonNode refused = json(400, ann.send("POST", BUNDLES, body));
    assertEquals(1, refused.size());
    assertTrue(refused.get(field).isArray(), refused.toString());
  }
}
