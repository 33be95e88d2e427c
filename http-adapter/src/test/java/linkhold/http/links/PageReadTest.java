package linkhold.http.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import linkhold.domain.LinkDraft.Reading;
import linkhold.domain.PageContent;
import linkhold.domain.PageQueue.Request;
import linkhold.domain.PageQueueContract;
import linkhold.domain.PageReader;
import linkhold.domain.PageReader.Result;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.TestServer;
import linkhold.http.call.Problems;
import org.junit.jupiter.api.Test;

/** Reading pages, as clients see it. */
final class PageReadTest {

  private static final String URL = "{\"url\": \"https://example.com/a\"}";

  private static final PageReader READER =
      (url, _) ->
          new Result.Content(
              new PageContent(
                  "Title of " + url,
                  "About",
                  "https://example.com/i.png",
                  null,
                  url.given(),
                  null));

  private static JsonNode json(HttpResponse<String> response) {
    return Problems.json(response.body());
  }

  @Test
  void aRefreshIsQueuedAndItsResultIsThere() {
    InMemoryStore store = new InMemoryStore(Clock.systemUTC());
    try (TestServer server = TestServer.start(store, READER)) {
      String titled = "{\"url\": \"https://example.com/a\", \"title\": \"Mine\"}";
      assertEquals("off", json(server.post("/v1/links", titled)).get("pageRead").asText());

      HttpResponse<String> refreshed = server.post("/v1/links/1/refresh", "");

      assertEquals(202, refreshed.statusCode());
      assertEquals("pending", json(refreshed).get("pageRead").asText());
      assertTrue(refreshed.headers().firstValue("ETag").isPresent());
      for (Request request : PageQueueContract.take(store.pages(), Set.of(), 10)) {
        store.pages().finish(request, READER.read(request.url(), Duration.ZERO));
      }
      JsonNode link = json(server.get("/v1/links/1"));
      assertEquals("done", link.get("pageRead").asText());
      assertEquals("Mine", link.get("title").asText());
      assertEquals("About", link.get("description").asText());
      assertEquals(404, server.post("/v1/links/9/refresh", "").statusCode());
      assertEquals(404, server.post("/v1/links/x/refresh", "").statusCode());
    }
  }

  @Test
  void aServerThatReadsNoPagesSaysSo() {
    InMemoryStore store = new InMemoryStore(Clock.systemUTC(), Reading.NEVER);
    try (TestServer server = TestServer.start(store)) {
      assertEquals("off", json(server.post("/v1/links", URL)).get("pageRead").asText());
      HttpResponse<String> refreshed = server.post("/v1/links/1/refresh", "");
      assertEquals(200, refreshed.statusCode());
      assertEquals("off", json(refreshed).get("pageRead").asText());
      assertEquals(404, server.post("/v1/links/9/refresh", "").statusCode());
    }
  }

  @Test
  void aLinkdingAppGetsTheMetadataOfThePage() {
    InMemoryStore store = new InMemoryStore(Clock.systemUTC());
    try (TestServer server = TestServer.start(store, READER)) {
      JsonNode metadata =
          json(server.get("/api/bookmarks/check/?url=https://example.com/a")).get("metadata");
      assertEquals("Title of https://example.com/a", metadata.get("title").asText());
      assertEquals("About", metadata.get("description").asText());
      assertEquals("https://example.com/i.png", metadata.get("preview_image").asText());
    }
  }

  @Test
  void aLinkdingAppIsAnsweredWithinFiveSecondsAlsoWithoutThePage() {
    List<Duration> limits = new CopyOnWriteArrayList<>();
    PageReader late =
        (_, limit) -> {
          limits.add(limit);
          return new Result.Unreachable();
        };
    try (TestServer server = TestServer.start(new InMemoryStore(Clock.systemUTC()), late)) {
      JsonNode metadata =
          json(server.get("/api/bookmarks/check/?url=https://example.com/a")).get("metadata");
      assertTrue(metadata.get("title").isNull());
      assertEquals(List.of(Duration.ofSeconds(5)), limits);
    }
  }
}
