package linkhold.http.linkding;

import static linkhold.http.call.Problems.header;
import static linkhold.http.linkding.LinkdingClient.BOOKMARKS;
import static linkhold.http.linkding.LinkdingClient.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.StreamSupport;
import linkhold.domain.Scope;
import linkhold.http.call.Problems;
import linkhold.http.call.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkdingBookmarkRoutesTest {

  private static final String FULL =
      """
      {"url": "https://example.com/a", "title": "Title", "description": "About",
       "notes": "**mine**", "is_archived": false, "unread": true, "shared": true,
       "tag_names": ["one", "two words"], "date_added": "2020-02-29T12:34:56.654321Z"}
      """;

  private final LinkdingClient ann = LinkdingClient.start();

  @AfterEach
  void stop() {
    ann.close();
  }

  @Test
  void aTextWithOneUrlIsSavedAsThatUrl() {
    JsonNode bookmark =
        ann.save("{\"url\": \"Recipe: https://cook.example/1\\n\\nSent from my phone\"}");

    assertEquals("https://cook.example/1", bookmark.get("url").asText());
  }

  @Test
  void aBookmarkHasEveryField() {
    JsonNode bookmark = ann.save(FULL);

    assertEquals(
        Problems.json(
            """
            {"id": 1, "url": "https://example.com/a", "title": "Title", "description": "About",
             "notes": "**mine**",
             "web_archive_snapshot_url":
               "https://web.archive.org/web/20200229123456/https://example.com/a",
             "favicon_url": null, "preview_image_url": null, "is_archived": false, "unread": true,
             "shared": true, "tag_names": ["one", "two-words"],
             "date_added": "2020-02-29T12:34:56.654321Z", "date_modified": "%s",
             "website_title": null, "website_description": null}
            """
                .formatted(bookmark.get("date_modified").asText())),
        bookmark);
    assertTrue(
        bookmark.get("date_modified").asText().matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{6}Z"));
    assertEquals(bookmark, ann.get(BOOKMARKS + "1/"));
  }

  @Test
  void textsAreNeverNullAndFlagsAreFalseUntilSaid() {
    JsonNode bookmark = ann.save("{\"url\": \"https://example.com/a\"}");

    for (String text : List.of("title", "description", "notes")) {
      assertEquals("\"\"", bookmark.get(text).toString(), text);
    }
    for (String flag : List.of("unread", "is_archived", "shared")) {
      assertEquals("false", bookmark.get(flag).toString(), flag);
    }
    assertEquals("[]", bookmark.get("tag_names").toString());
    assertEquals(bookmark.get("date_added"), bookmark.get("date_modified"));
  }

  @Test
  void aUrlThatIsThereIsUpdatedAndItsTagsAreReplaced() {
    ann.save(FULL);

    JsonNode again =
        ann.save(
            "{\"url\": \"https://EXAMPLE.com/a\", \"title\": \"New\", \"unread\": false,"
                + " \"tag_names\": [\"three\", \"ONE\"]}");

    assertEquals(1, again.get("id").asInt());
    assertEquals("New", again.get("title").asText());
    assertEquals("About", again.get("description").asText());
    assertEquals("[\"three\",\"one\"]", again.get("tag_names").toString());
    assertEquals("false", again.get("unread").toString());
    assertEquals("2020-02-29T12:34:56.654321Z", again.get("date_added").asText());
    JsonNode untold = ann.save("{\"url\": \"https://example.com/a\"}");
    assertEquals("[\"three\",\"one\"]", untold.get("tag_names").toString());
    JsonNode none = ann.save("{\"url\": \"https://example.com/a\", \"tag_names\": []}");
    assertEquals("[]", none.get("tag_names").toString());
    assertEquals(1, ann.get(BOOKMARKS).get("count").asInt());
  }

  @Test
  void whatV1SavesHereIsABookmarkThereAndTheOtherWayRound() {
    ann.save(FULL);
    HttpResponse<String> merged =
        ann.server.post(
            ann.secret, "/v1/links", "{\"url\":\"https://example.com/a\",\"tags\":[\"added\"]}");

    assertEquals(200, merged.statusCode());
    assertEquals(
        "[\"one\",\"two-words\",\"added\"]", ann.get(BOOKMARKS + "1/").get("tag_names").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"?disable_scraping", "?disable_html_snapshot", "?disable_scraping=true&x=y"})
  void presenceFlagsAreAccepted(String query) {
    json(201, ann.send("POST", BOOKMARKS + query, FULL));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                | {"url":["This field is required."]}
          {"url": null}                                     | {"url":["This field may not be null."]}
          {"url": " "}                                      | {"url":["This field may not be blank."]}
          {"url": {}}                                       | {"url":["Not a valid string."]}
          {"url": "https://a.example", "unread": "maybe"}   | {"unread":["Must be a valid boolean."]}
          {"url": "https://a.example", "tag_names": 1}      | {"tag_names":["Expected a list of items."]}
          {"url": "https://a.example", "tag_names": [[]]}   | {"tag_names":["Not a valid string."]}
          {"unread": 7, "title": []}                        | {"url":["This field is required."],"title":["Not a valid string."],"unread":["Must be a valid boolean."]}
          []                                                | {"non_field_errors":["Invalid data. Expected a dictionary."]}
          """)
  void faultsAreListedByField(String body, String told) {
    JsonNode faults = json(400, ann.send("POST", BOOKMARKS, body));
    assertEquals(Problems.json(told), faults.isEmpty() ? told : faults);
  }

  @ParameterizedTest
  @CsvSource({
    "url,javascript:alert(1)",
    "title,%2049",
    "notes,%65537",
    "description,%16385",
    "tag_names,%65"
  })
  void whatTheDomainRefusesIsReportedUnderLinkdingsName(String field, String text) {
    String value = text.startsWith("%") ? "x".repeat(Integer.parseInt(text.substring(1))) : text;
    String url = field.equals("url") ? value : "https://a.example";
    String body =
        "{\"url\": \"%s\", \"%s\": %s}"
            .formatted(
                url,
                field.equals("url") ? "x" : field,
                field.equals("tag_names") ? "[\"" + value + "\"]" : "\"" + value + "\"");

    JsonNode faults = json(400, ann.send("POST", BOOKMARKS, body));

    assertEquals(
        List.of(field), List.copyOf(faults.properties()).stream().map(f -> f.getKey()).toList());
    assertTrue(faults.get(field).get(0).asText().length() > 10);
  }

  @Test
  void tooManyTagsAreReportedAsTagNames() {
    StringBuilder names = new StringBuilder("t0");
    for (int i = 1; i <= 64; i++) {
      names.append(",t").append(i);
    }
    JsonNode faults =
        json(
            400,
            ann.send(
                "POST",
                BOOKMARKS,
                "{\"url\": \"https://a.example\", \"tag_names\": [\"" + names + "\"]}"));
    assertEquals("[\"A link has at most 64 tags.\"]", faults.get("tag_names").toString());
  }

  @Test
  void putNeedsTheUrlAndLeavesWhatIsAbsent() {
    ann.save(FULL);

    JsonNode refused = json(400, ann.send("PUT", BOOKMARKS + "1/", "{\"title\": \"x\"}"));
    JsonNode changed =
        json(
            200,
            ann.send(
                "PUT", BOOKMARKS + "1/", "{\"url\": \"https://example.com/b\", \"title\": \"\"}"));

    assertEquals("{\"url\":[\"This field is required.\"]}", refused.toString());
    assertEquals("https://example.com/b", changed.get("url").asText());
    assertEquals("", changed.get("title").asText());
    assertEquals("About", changed.get("description").asText());
    assertEquals(2, changed.get("tag_names").size());
    assertEquals("2020-02-29T12:34:56.654321Z", changed.get("date_added").asText());
  }

  @Test
  void patchChangesWhatItNames() {
    ann.save(FULL);

    JsonNode changed =
        json(
            200,
            ann.send(
                "PATCH",
                BOOKMARKS + "1/",
                "{\"is_archived\": true, \"tag_names\": [\"x\"], \"shared\": false}"));

    assertEquals("true", changed.get("is_archived").toString());
    assertEquals("false", changed.get("shared").toString());
    assertEquals("true", changed.get("unread").toString());
    assertEquals("[\"x\"]", changed.get("tag_names").toString());
    assertEquals("Title", changed.get("title").asText());
    assertEquals(changed, json(200, ann.send("PATCH", BOOKMARKS + "1/", "{}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH"})
  void theUrlOfAnotherBookmarkIsRefused(String method) {
    ann.save(FULL);
    ann.save("{\"url\": \"https://example.com/b\"}");

    JsonNode refused =
        json(400, ann.send(method, BOOKMARKS + "2/", "{\"url\": \"https://example.com/a/\"}"));

    assertEquals("{\"url\":[\"A bookmark with this URL already exists.\"]}", refused.toString());
  }

  @Test
  void aBookmarkThatIsDeletedIsGone() {
    ann.save(FULL);

    HttpResponse<String> deleted = ann.send("DELETE", BOOKMARKS + "1/");

    assertEquals(204, deleted.statusCode());
    assertEquals("", deleted.body());
    assertAbsent("GET", BOOKMARKS + "1/", "{}");
    assertAbsent("DELETE", BOOKMARKS + "1/", "{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/octet-stream", "text/plain", "x", "application/json"})
  void bookmarksAreArchivedAndBackWithAnyContentType(String contentType) {
    ann.save(FULL);
    for (boolean archived : new boolean[] {true, true, false, false}) {
      HttpResponse<String> done =
          ann.send(
              "POST",
              BOOKMARKS + "1/" + (archived ? "archive/" : "unarchive/"),
              contentType,
              BodyPublishers.noBody());
      assertEquals(204, done.statusCode());
      assertEquals("", done.body());
      assertEquals(archived, ann.get(BOOKMARKS + "1/").get("is_archived").asBoolean());
    }
  }

  @Test
  void notFoundIsReportedInLinkdingsForm() {
    for (String id : List.of("7", "0", "-1", "x", "99999999999999999999", "%31%20")) {
      String path = BOOKMARKS + id + "/";
      assertAbsent("GET", path, "");
      assertAbsent("PUT", path, "{\"url\": \"https://a.example\"}");
      assertAbsent("PATCH", path, "{}");
      assertAbsent("DELETE", path, "");
      assertAbsent("POST", path + "archive/", "");
      assertAbsent("POST", path + "unarchive/", "");
      assertAbsent("GET", path + "assets/", "");
      assertAbsent("POST", path + "assets/upload/", "");
    }
  }

  private void assertAbsent(String method, String path, String body) {
    JsonNode told = json(404, ann.send(method, path, body));
    assertEquals("{\"detail\":\"No Bookmark matches the given query.\"}", told.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/bookmarks/check/", "/api/bookmarks/check"})
  void aUrlCanBeChecked(String path) {
    ann.save(FULL);

    JsonNode held = ann.get(path + "?url=https%3A%2F%2Fexample.com%2Fa%3Futm_source%3Dx");
    JsonNode free = ann.get(path + "?url=https://example.com/b");
    JsonNode none = ann.get(path + "?url=%00");

    assertEquals(ann.get(BOOKMARKS + "1/"), held.get("bookmark"));
    assertEquals("Title", held.get("metadata").get("title").asText());
    assertEquals(
        Problems.json(
            """
            {"bookmark": null, "auto_tags": [],
             "metadata": {"url": "https://example.com/b", "title": null, "description": null,
                          "preview_image": null}}
            """),
        free);
    assertTrue(none.get("bookmark").isNull());
    assertTrue(ann.get(path).get("bookmark").isNull());
  }

  @Test
  void assetsAreNotSupportedAndSaySo() {
    ann.save(FULL);

    JsonNode list = ann.get(BOOKMARKS + "1/assets/");
    JsonNode upload =
        json(
            403,
            ann.send(
                "POST",
                BOOKMARKS + "1/assets/upload/",
                "multipart/form-data; boundary=x",
                BodyPublishers.ofString("--x--\r\n")));
    JsonNode single =
        json(
            403,
            ann.send(
                "POST",
                BOOKMARKS + "singlefile/",
                "multipart/form-data; boundary=x",
                BodyPublishers.ofString("--x--\r\n")));
    JsonNode one = json(404, ann.send("GET", BOOKMARKS + "1/assets/1/download/"));

    assertEquals(
        Problems.json("{\"count\":0,\"next\":null,\"previous\":null,\"results\":[]}"), list);
    assertEquals("{\"error\":\"Asset upload is disabled.\"}", upload.toString());
    assertEquals(upload, single);
    assertEquals("{\"detail\":\"No BookmarkAsset matches the given query.\"}", one.toString());
    json(404, ann.send("DELETE", BOOKMARKS + "1/assets/1/"));
  }

  @Test
  void sharedShowsTheCallersOwnAndNothingToAnonymousCallers() {
    ann.save(FULL);
    ann.save("{\"url\": \"https://example.com/b\", \"shared\": true, \"is_archived\": true}");
    ann.save("{\"url\": \"https://example.com/c\"}");
    String bob = ann.server.secret("bob", Scope.READ);

    assertEquals("b a", LinkdingClient.names(ann.get(BOOKMARKS + "shared/")));
    assertEquals("b a", LinkdingClient.names(ann.get(BOOKMARKS + "shared/?user=ann")));
    assertEquals("", LinkdingClient.names(ann.get(BOOKMARKS + "shared/?user=bob")));
    for (String path : List.of("shared/", "shared/?user=ann", "shared/?q=x&limit=5")) {
      JsonNode stranger = json(200, ann.server.http.get(BOOKMARKS + path));
      JsonNode others = json(200, ann.server.get(bob, BOOKMARKS + path));
      assertEquals(0, stranger.get("count").asInt());
      assertEquals(0, others.get("count").asInt());
    }
    assertEquals(
        401, ann.server.http.get(BOOKMARKS + "shared/", "Authorization", "Token x").statusCode());
  }

  @Test
  void aTokenThatOnlyReadsIsRefusedAnyChange() {
    ann.save(FULL);
    String reader = ann.server.secret("ann", Scope.READ);

    assertEquals(200, ann.server.get(reader, BOOKMARKS + "1/").statusCode());
    for (Resource resource : ann.server.http.api.resources()) {
      if (resource.path().startsWith("/api/")) {
        for (String method : resource.methods()) {
          String path = resource.path().replace("[/]", "/").replaceAll("\\{\\w+}", "1");
          int status = ann.server.send(reader, method, path, "{}").statusCode();
          assertEquals(!method.equals("GET"), status == 403, method + " " + path);
        }
      }
    }
    JsonNode told = json(403, ann.server.send(reader, "DELETE", BOOKMARKS + "1/", ""));
    assertTrue(told.get("detail").asText().contains("scope write"), told.toString());
    assertEquals(1, StreamSupport.stream(told.spliterator(), false).count());
  }

  @Test
  void anUnsupportedMethodIsRefusedWithTheSupportedOnes() {
    HttpResponse<String> refused = ann.send("PATCH", BOOKMARKS, "{}");

    assertTrue(json(405, refused).has("detail"));
    assertEquals("GET, POST, HEAD, OPTIONS", header(refused, "Allow"));
  }
}
