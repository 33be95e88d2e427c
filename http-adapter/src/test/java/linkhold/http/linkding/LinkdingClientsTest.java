package linkhold.http.linkding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static linkhold.http.linkding.LinkdingClient.BOOKMARKS;
import static linkhold.http.linkding.LinkdingClient.json;
import static linkhold.http.linkding.LinkdingClient.names;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.IntStream;
import linkhold.domain.Account;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The calls of linkding's clients, as each client makes them, and the answers that it needs. */
class LinkdingClientsTest {

  private static final String OCTETS = "application/octet-stream";

  private final LinkdingClient ann = LinkdingClient.start();

  @AfterEach
  void stop() {
    ann.close();
  }

  /** Checks the connection, then saves, finds, changes and deletes; insists on single statuses. */
  @Test
  void theBrowserExtension() {
    assertTrue(ann.get(BOOKMARKS + "?limit=1").get("results").isArray());
    JsonNode profile = ann.get("/api/user/profile/");
    assertTrue(profile.get("search_preferences").has("sort"));
    JsonNode free = ann.get(BOOKMARKS + "check/?url=https%3A%2F%2Fnews.example%2Fa%23b");
    assertTrue(free.get("bookmark").isNull());
    assertTrue(free.get("metadata").has("title") && free.get("auto_tags").isArray());
    assertEquals(0, ann.get("/api/tags/?limit=5000").get("results").size());
    String form =
        """
        {"url": "https://news.example/a#b", "title": "News", "description": "", "notes": "",
         "tag_names": ["daily", "to read"], "unread": true, "shared": false}
        """;
    JsonNode saved = json(201, ann.send("POST", BOOKMARKS + "?disable_html_snapshot", form));
    JsonNode held = ann.get(BOOKMARKS + "check/?url=https%3A%2F%2Fnews.example%2Fa%23b");
    assertEquals(saved, held.get("bookmark"));
    JsonNode again = json(201, ann.send("POST", BOOKMARKS, form.replace("daily", "weekly")));
    assertEquals(saved.get("id"), again.get("id"));
    assertEquals("[\"weekly\",\"to-read\"]", again.get("tag_names").toString());
    assertEquals("a#b", names(ann.get(BOOKMARKS + "?q=%23weekly%20news&limit=5")));
    HttpResponse<String> deleted = ann.send("DELETE", BOOKMARKS + saved.get("id") + "/");
    assertEquals(204, deleted.statusCode());
  }

  /** Asks for the version first; posts without a body as octets; takes 204 without a type. */
  @Test
  void aiolinkdingAndItsCommandLine() {
    JsonNode health = json(200, ann.server.http.send(ann.request("/health")));
    assertEquals("1.46.2", health.get("version").asText());
    JsonNode created =
        ann.save(
            """
            {"url": "https://a.example", "title": "A", "tag_names": ["x"], "is_archived": false,
             "unread": false, "shared": false}
            """);
    String one = BOOKMARKS + created.get("id") + "/";
    assertEquals(created, ann.get(one));
    json(200, ann.send("PATCH", one, "{\"title\": \"B\", \"unread\": true}"));
    assertEquals("", names(ann.get(BOOKMARKS + "archived/?q=b&limit=10&offset=0")));
    noContent("POST", one + "archive/");
    assertEquals("a.example", names(ann.get(BOOKMARKS + "archived/?q=b&limit=10&offset=0")));
    noContent("POST", one + "unarchive/");
    JsonNode tag = json(201, ann.send("POST", "/api/tags/", "{\"name\": \"y\"}"));
    assertEquals(tag, ann.get("/api/tags/" + tag.get("id") + "/"));
    assertEquals(2, ann.get("/api/tags/?limit=100&offset=0").get("count").asInt());
    assertTrue(ann.get("/api/user/profile/").has("theme"));
    noContent("DELETE", one);
    HttpResponse<String> absent = ann.send("GET", one);
    assertEquals(404, absent.statusCode());
    assertTrue(json(404, absent).has("detail"));
  }

  private void noContent(String method, String path) {
    HttpResponse<String> done = ann.send(method, path, OCTETS, BodyPublishers.noBody());
    assertEquals(204, done.statusCode());
    assertFalse(done.headers().firstValue("Content-Type").isPresent());
  }

  /** Says {@code Bearer}, and sends the type of a body with calls that have none. */
  @Test
  void linkdingApiForNode() {
    JsonNode created = json(201, bearer("POST", BOOKMARKS, "{\"url\": \"https://a.example\"}"));
    JsonNode list = json(200, bearer("GET", BOOKMARKS + "?q=&limit=100&offset=0", ""));
    assertEquals(created, list.at("/results/0"));
    json(
        200,
        bearer(
            "PUT",
            BOOKMARKS + "1/",
            "{\"url\": \"https://a.example\", \"title\": \"x\", \"tag_names\": [\"t\"]}"));
    assertEquals(204, bearer("POST", BOOKMARKS + "1/archive/", "").statusCode());
    assertEquals(1, json(200, bearer("GET", BOOKMARKS + "archived/", "")).get("count").asInt());
    assertEquals("t", json(200, bearer("GET", "/api/tags/1/", "")).get("name").asText());
    assertEquals(204, bearer("DELETE", BOOKMARKS + "1/", "").statusCode());
  }

  private HttpResponse<String> bearer(String method, String path, String body) {
    BodyPublisher publisher =
        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    return ann.server.http.send(
        ann.server
            .http
            .request(path)
            .header("Authorization", "bearer " + ann.secret)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .method(method, publisher));
  }

  /** Filters by flags and by {@code !untagged}, archives by a change, looks tags up by a part. */
  @Test
  void linkBuddy() {
    ann.save("{\"url\": \"https://x.example/a\", \"unread\": true, \"tag_names\": [\"swift\"]}");
    ann.save("{\"url\": \"https://x.example/b\", \"shared\": true}");
    assertEquals("b a", names(ann.get(BOOKMARKS + "?limit=50&offset=0&sort=added_desc")));
    assertEquals("a", names(ann.get(BOOKMARKS + "?limit=50&offset=0&unread=yes")));
    assertEquals("b", names(ann.get(BOOKMARKS + "?limit=50&offset=0&shared=yes")));
    assertEquals("b", names(ann.get(BOOKMARKS + "?q=!untagged%20x")));
    JsonNode archived = json(200, ann.send("PATCH", BOOKMARKS + "1/", "{\"is_archived\": true}"));
    assertTrue(archived.get("is_archived").asBoolean());
    assertEquals("a", names(ann.get(BOOKMARKS + "archived/?limit=50&offset=0&q=%23swift")));
    assertEquals("swift", ann.get("/api/tags/?q=SW&limit=20").at("/results/0/name").asText());
    json(201, ann.send("POST", "/api/bundles/", "{\"name\": \"B\", \"any_tags\": \"swift\"}"));
    assertEquals("", names(ann.get(BOOKMARKS + "?bundle=1")));
    assertEquals("a", names(ann.get(BOOKMARKS + "archived/?bundle=1")));
    assertEquals(0, ann.get(BOOKMARKS + "1/assets/").get("count").asInt());
  }

  /** Reads everything by ten thousand at a time, and fails on a date that is null. */
  @Test
  void pinkt() {
    Account account = ann.server.stores.accounts().find("ann").orElseThrow();
    ann.server
        .stores
        .links()
        .save(
            account.id(),
            IntStream.range(0, 10_500)
                .mapToObj(i -> LinkDraft.of(LinkUrl.parse("https://x.example/" + i)))
                .toList());
    JsonNode first = ann.get(BOOKMARKS + "?limit=10000&offset=0");
    JsonNode second = ann.get(BOOKMARKS + "?limit=10000&offset=10000");
    assertEquals(10_000, first.get("results").size());
    assertEquals(500, second.get("results").size());
    assertFalse(first.get("next").isNull());
    assertTrue(second.get("next").isNull());
    first.get("results").forEach(bookmark -> assertTrue(bookmark.get("date_added").isTextual()));
  }

  /** Sends forms in parts, and checks without the slash. */
  @Test
  void linkdy() {
    String parts = "multipart/form-data; boundary=----x";
    JsonNode saved =
        json(
            201,
            ann.send(
                "POST",
                BOOKMARKS,
                parts,
                body("url", "https://x.example/a", "title", "Ä", "unread", "false")));
    JsonNode check = ann.get("/api/bookmarks/check?url=https://x.example/a");
    assertEquals(saved, check.get("bookmark"));
    JsonNode changed =
        json(
            200,
            ann.send(
                "PATCH", BOOKMARKS + "1/", parts, body("unread", "true", "tag_names", "later")));
    assertEquals("Ä", changed.get("title").asText());
    assertEquals("[\"later\"]", changed.get("tag_names").toString());
    assertEquals(
        "x",
        json(201, ann.send("POST", "/api/tags/", parts, body("name", "x"))).get("name").asText());
    assertEquals(
        204, ann.send("POST", BOOKMARKS + "1/archive/", parts, body("a", "b")).statusCode());
    assertEquals("a", names(ann.get(BOOKMARKS + "archived/?limit=100&offset=0&q=%23later")));
  }

  private static BodyPublisher body(String... fields) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      body.append("------x\r\nContent-Disposition: form-data; name=\"").append(fields[i]);
      body.append("\"\r\n\r\n").append(fields[i + 1]).append("\r\n");
    }
    return BodyPublishers.ofByteArray(body.append("------x--\r\n").toString().getBytes(UTF_8));
  }
}
