package linkhold.http.call;

import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.json;
import static linkhold.http.call.Problems.pointers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.HttpLimits;
import linkhold.http.HttpSettings;
import linkhold.http.TestServer;
import linkhold.json.LinkLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operators can set lower limits than the domain's. */
class LinkLimitsTest {

  private static final LinkLimits SMALL = new LinkLimits(30, 4, 5, 6, 2, 3);

  /** As much as is allowed; emoji count once, though URLs are counted in UTF-16. */
  private static final String FULL =
      """
      {"url": "  https://a.example/%s  ", "title": "😀234", "description": "12345",
       "note": "123456", "tags": ["abc", "b c", "ABC"]}
      """
          .formatted("x".repeat(12));

  private final InMemoryStore store = new InMemoryStore(Clock.systemUTC());
  private final TestServer server =
      TestServer.start(
          new HttpSettings("127.0.0.1", 0).withLimits(HttpLimits.builder().links(SMALL).build()),
          store);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void asMuchAsIsAllowedIsSaved() {
    assertEquals(201, server.post("/v1/links", FULL).statusCode());
    assertEquals(200, server.call("PATCH", "/v1/links/1", FULL).statusCode());
  }

  @ParameterizedTest
  @CsvSource({"POST,/v1/links", "PATCH,/v1/links/1"})
  void everythingThatIsTooLongIsNamedAtOnce(String method, String path) {
    server.post("/v1/links", FULL);
    HttpResponse<String> refused =
        server.call(
            method,
            path,
            """
            {"url": "https://a.example/%s", "title": "12345", "description": "123456",
             "note": "1234567", "tags": ["abc", "abcd"], "nonsense": 1}
            """
                .formatted("x".repeat(13)));
    assertProblem(ProblemType.INVALID_INPUT, refused);
    assertEquals(
        List.of("/url", "/title", "/description", "/note", "/tags/1", "/nonsense"),
        faulty(refused));
    assertTrue(refused.body().contains("Longer than 4 characters."), refused.body());
    assertEquals(
        List.of("/tags"),
        faulty(
            server.call(
                method, path, "{\"url\":\"https://a.example/b\",\"tags\":[\"a\",\"b\",\"c\"]}")));
  }

  @Test
  void theOtherWaysToWriteAreLimitedToo() {
    String url = "{\"url\":\"https://a.example/" + "x".repeat(13) + "\"}";
    assertProblem(ProblemType.INVALID_INPUT, server.post("/links", url));
    server.post("/v1/links", FULL);
    HttpResponse<String> renamed = server.call("PATCH", "/v1/tags/abc", "{\"name\":\"abcd\"}");
    assertEquals(List.of("/name"), faulty(renamed));
    assertEquals(
        List.of("/addTags/0"),
        faulty(server.call("PATCH", "/v1/links/1", "{\"addTags\":[\"abcd\"]}")));
  }

  @Test
  void whatIsThereAlreadyMayBeLongerAndStays() {
    try (TestServer generous = TestServer.start(store)) {
      generous.post("/v1/links", "{\"url\":\"https://a.example/\",\"title\":\"a longer title\"}");
      generous.post("/v1/links", "{\"url\":\"https://b.example/" + "x".repeat(99) + "\"}");
    }
    assertEquals("a longer title", json(server.get("/v1/links/1")).get("title").asText());
    assertEquals(200, server.call("PATCH", "/v1/links/1", "{\"unread\":true}").statusCode());
    assertEquals("a longer title", json(server.get("/v1/links/1")).get("title").asText());
    String url = "https://b.example/" + "x".repeat(99);
    assertEquals(200, server.get("/v1/links/lookup?url=" + url).statusCode());
  }

  @Test
  void theDomainsLimitsAreTheCeiling() {
    assertThrows(IllegalArgumentException.class, () -> new LinkLimits(8193, 1, 1, 1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new LinkLimits(1, 1, 1, 1, 0, 1));
  }

  private static List<String> faulty(HttpResponse<String> refused) {
    return pointers(json(refused));
  }
}
