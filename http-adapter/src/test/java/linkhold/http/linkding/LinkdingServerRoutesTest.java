package linkhold.http.linkding;

import static linkhold.http.call.Problems.header;
import static linkhold.http.linkding.LinkdingClient.BOOKMARKS;
import static linkhold.http.linkding.LinkdingClient.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.FakeLinkStore;
import linkhold.http.HttpLimits;
import linkhold.http.HttpSettings;
import linkhold.http.TestServer;
import linkhold.http.TokenServer;
import linkhold.http.call.Problems;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkdingServerRoutesTest {

  private static LinkdingClient ann;

  @BeforeAll
  static void start() {
    ann = LinkdingClient.start();
  }

  @AfterAll
  static void stop() {
    ann.close();
  }

  @Test
  void healthNeedsNoTokenAndShowsAVersionThatClientsAccept() {
    JsonNode health = json(200, ann.server.http.get("/health"));

    assertEquals("healthy", health.get("status").asText());
    assertTrue(health.get("version").asText().matches("1\\.(2[2-9]|[3-9]\\d)\\.\\d+"));
  }

  @Test
  void healthIsBadWhileTheDatabaseIsAway() {
    InMemoryStore store = new InMemoryStore(Clock.systemUTC());
    try (TestServer server =
        TestServer.start(
            new HttpSettings("127.0.0.1", 0), store.links(), store.accounts(), () -> false)) {
      JsonNode health = json(500, server.get("/health"));
      assertEquals("unhealthy", health.get("status").asText());
    }
  }

  @Test
  void theProfileHasEveryField() {
    assertEquals(
        Problems.json(
            """
            {"theme": "auto", "bookmark_date_display": "relative",
             "bookmark_link_target": "_blank", "web_archive_integration": "disabled",
             "tag_search": "lax", "enable_sharing": true, "enable_public_sharing": false,
             "enable_favicons": false, "display_url": false, "permanent_notes": false,
             "search_preferences": {"sort": "added_desc", "shared": "off", "unread": "off"},
             "version": "1.46.2"}
            """),
        ann.get("/api/user/profile/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Token ", "token ", "TOKEN  ", "Bearer ", "bEARER "})
  void theSchemeIsReadWithoutCase(String scheme) {
    HttpResponse<String> response =
        ann.server.http.get(BOOKMARKS, "Authorization", scheme + ann.secret);
    assertEquals(200, response.statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Token lh_unknown", "Basic YTpi", "Token", "Token a b", ""})
  void anInvalidTokenIsRefusedInLinkdingsForm(String authorization) {
    HttpResponse<String> response =
        authorization.isEmpty()
            ? ann.server.http.get(BOOKMARKS)
            : ann.server.http.get(BOOKMARKS, "Authorization", authorization);

    assertEquals("{\"detail\":\"Invalid token.\"}", json(401, response).toString());
    assertTrue(header(response, "WWW-Authenticate").startsWith("Bearer"));
  }

  @Test
  void theOtherSchemeIsOnlyForLinkdingsPaths() {
    assertEquals(
        401, ann.server.http.get("/v1/links", "Authorization", "Token " + ann.secret).statusCode());
  }

  @Test
  void anUnknownAddressIsReportedInLinkdingsForm() {
    assertEquals("{\"detail\":\"Not found.\"}", json(404, ann.send("GET", "/api/x/")).toString());
  }

  @Test
  void malformedBodiesAreReportedInLinkdingsForm() {
    assertTrue(json(400, ann.send("POST", BOOKMARKS, "{")).has("detail"));
    JsonNode unsupported =
        json(415, ann.send("POST", BOOKMARKS, "text/plain", BodyPublishers.ofString("x")));
    assertEquals(
        "{\"detail\":\"Unsupported media type \\\"text/plain\\\" in request.\"}",
        unsupported.toString());
  }

  @Test
  void limitsAreReportedInLinkdingsForm() {
    HttpSettings strict =
        TokenServer.SETTINGS.withLimits(
            HttpLimits.builder().bodyBytes(100).requestsPerToken(2).build());
    try (LinkdingClient limited = LinkdingClient.start(strict)) {
      String large = "{\"url\": \"https://a.example/" + "a".repeat(200) + "\"}";
      assertTrue(json(413, limited.send("POST", BOOKMARKS, large)).has("detail"));
      limited.get(BOOKMARKS);
      HttpResponse<String> refused = limited.send("GET", BOOKMARKS);
      assertTrue(json(429, refused).has("detail"));
      assertTrue(Integer.parseInt(header(refused, "Retry-After")) >= 1);
    }
  }

  @Test
  void aFailureIsReportedInLinkdingsFormWithoutItsCause() {
    InMemoryStore accounts = new InMemoryStore(Clock.systemUTC());
    try (TestServer server = TestServer.start(new FakeLinkStore(_ -> {}), accounts.accounts())) {
      HttpResponse<String> failed =
          server.call("POST", BOOKMARKS, "{\"url\": \"https://a.example\"}");
      JsonNode told = json(500, failed);
      assertTrue(told.get("detail").asText().contains(told.get("id").asText()));
      assertTrue(!failed.body().contains("fire"), failed.body());
    }
  }

  @Test
  void whatNoRouteSeesIsReportedInLinkdingsFormToo() throws IOException {
    String answer =
        ann.server.http.raw(
            "GET /api/bookmarks/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nA: "
                + "a".repeat(70_000)
                + "\r\n\r\n");
    assertTrue(answer.contains("Content-Type: application/json\r\n"), answer);
    assertTrue(answer.contains("{\"detail\":"), answer);
  }

  @Test
  void openModeServesAndGuardsTheseToo() {
    try (TestServer server = TestServer.start()) {
      json(201, server.post(BOOKMARKS, "{\"url\": \"https://a.example\"}"));
      assertEquals(1, json(200, server.get(BOOKMARKS)).get("count").asInt());
      assertEquals(0, json(200, server.get(BOOKMARKS + "shared/")).get("count").asInt());
      JsonNode refused = json(403, server.get(BOOKMARKS, "Origin", "https://evil.example"));
      assertTrue(refused.get("detail").asText().contains("--auth token"));
      json(200, server.get("/health", "X-Forwarded-For", "10.0.0.1"));
    }
  }
}
