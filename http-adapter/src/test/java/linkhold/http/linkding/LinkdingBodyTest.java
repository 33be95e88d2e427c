package linkhold.http.linkding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static linkhold.http.linkding.LinkdingClient.BOOKMARKS;
import static linkhold.http.linkding.LinkdingClient.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The three kinds of bodies that linkding's clients send. */
class LinkdingBodyTest {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String PARTS = "multipart/form-data; boundary=\"a boundary\"";

  private final LinkdingClient ann = LinkdingClient.start();

  @AfterEach
  void stop() {
    ann.close();
  }

  @Test
  void aFormSavesChangesAndReplaces() {
    JsonNode saved =
        json(
            201,
            send(
                "POST",
                BOOKMARKS,
                FORM,
                "url=https%3A%2F%2Fa.example%2F%3Fx%3D1%262&title=M%C3%BCll+%2B&unread=true"
                    + "&tag_names=one&tag_names=two&shared=on"));
    JsonNode patched =
        json(200, send("PATCH", BOOKMARKS + "1/", FORM + "; charset=utf-8", "unread=False"));
    JsonNode put =
        json(200, send("PUT", BOOKMARKS + "1/", FORM, "url=https://b.example&tag_names=x"));

    assertEquals("https://a.example/?x=1&2", saved.get("url").asText());
    assertEquals("Müll +", saved.get("title").asText());
    assertEquals("true", saved.get("unread").toString());
    assertEquals("true", saved.get("shared").toString());
    assertEquals("[\"one\",\"two\"]", saved.get("tag_names").toString());
    assertEquals("false", patched.get("unread").toString());
    assertEquals("https://b.example", put.get("url").asText());
    assertEquals("[\"x\"]", put.get("tag_names").toString());
    assertEquals("Müll +", put.get("title").asText());
  }

  @Test
  void aBodyInPartsSavesChangesAndReplaces() {
    JsonNode saved =
        json(
            201,
            send(
                "POST",
                BOOKMARKS,
                PARTS,
                parts("url", "https://a.example", "title", "日本\r\n--語", "is_archived", "true")
                    .replace(
                        "--a boundary--",
                        "--a boundary\r\nContent-Disposition: form-data; name=\"file\";"
                            + " filename=\"x.html\"\r\nContent-Type: text/html\r\n\r\n<p>\r\n"
                            + "--a boundary--")));
    JsonNode patched =
        json(
            200,
            send(
                "PATCH",
                BOOKMARKS + "1/",
                PARTS,
                parts("tag_names[0]", "one", "tag_names[1]", "two", "notes", "n")));
    JsonNode put =
        json(
            200,
            send(
                "PUT",
                BOOKMARKS + "1/",
                PARTS,
                parts("url", "https://a.example", "tag_names[]", "three")));

    assertEquals("日本 --語", saved.get("title").asText());
    assertEquals("true", saved.get("is_archived").toString());
    assertEquals("[\"one\",\"two\"]", patched.get("tag_names").toString());
    assertEquals("n", patched.get("notes").asText());
    assertEquals("[\"three\"]", put.get("tag_names").toString());
  }

  @Test
  void tagsAndBundlesAreFormsToo() {
    assertEquals("x", json(201, send("POST", "/api/tags/", FORM, "name=x")).get("name").asText());
    JsonNode bundle =
        json(201, send("POST", "/api/bundles/", PARTS, parts("name", "b", "order", "3")));
    assertEquals(3, bundle.get("order").asInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {FORM, PARTS, "application/json", "application/octet-stream"})
  void anEmptyBodyHasNoFields(String contentType) {
    JsonNode refused = json(400, send("POST", BOOKMARKS, contentType, ""));
    assertEquals("{\"url\":[\"This field is required.\"]}", refused.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"url=%", "url=%ff", "%zz=1", "MANY"})
  void aMalformedFormIsRefused(String form) {
    String body = form.equals("MANY") ? "a=1&".repeat(1001) : form;
    assertTrue(json(400, send("POST", BOOKMARKS, FORM, body)).has("detail"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "--a boundary",
        "--a boundary\r\n\r\n",
        "--a boundary\r\nContent-Disposition: form-data; name=\"url\"\r\n\r\nhttps://a",
        "--a boundary\r\nContent-Disposition: form-data; name=\"u"
      })
  void malformedPartsAreRefused(String body) {
    HttpResponse<String> response = send("POST", BOOKMARKS, PARTS, body);
    assertEquals(400, response.statusCode(), response.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"multipart/form-data", "multipart/form-data; boundary=", "multipart/x"})
  void partsWithoutABoundaryAreRefused(String contentType) {
    int status = send("POST", BOOKMARKS, contentType, "x").statusCode();
    assertTrue(status == 400 || status == 415, contentType + ": " + status);
  }

  @Test
  void moreFieldsThanAnyoneSendsAreRefused() {
    String[] many = new String[2002];
    for (int i = 0; i < many.length; i++) {
      many[i] = "a";
    }
    assertTrue(json(400, send("POST", BOOKMARKS, PARTS, parts(many))).has("detail"));
  }

  @Test
  void jsonNeedsNoContentType() {
    HttpResponse<String> response =
        ann.server.http.send(
            ann.request(BOOKMARKS)
                .POST(BodyPublishers.ofString("{\"url\": \"https://a.example\"}")));
    json(201, response);
  }

  private HttpResponse<String> send(String method, String path, String contentType, String body) {
    return ann.send(method, path, contentType, BodyPublishers.ofByteArray(body.getBytes(UTF_8)));
  }

  /** A body in parts with these names and values, in turn. */
  private static String parts(String... fields) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      body.append("--a boundary\r\nContent-Disposition: form-data; name=\"");
      body.append(fields[i]).append("\"\r\n\r\n").append(fields[i + 1]).append("\r\n");
    }
    return body.append("--a boundary--\r\n").toString();
  }
}
