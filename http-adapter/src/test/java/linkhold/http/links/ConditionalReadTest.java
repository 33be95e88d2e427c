package linkhold.http.links;

import static linkhold.http.call.Problems.header;
import static linkhold.http.call.Problems.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import linkhold.domain.AccountId;
import linkhold.domain.StoreContract;
import linkhold.domain.Tag;
import linkhold.domain.TagCount;
import linkhold.domain.TagStore;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.FakeLinkStore;
import linkhold.http.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller with conditional requests never misses a change. */
class ConditionalReadTest {

  /**
   * One client counts up in a link's tag; the other reads with the entity tag it has. What the
   * writer had an answer for before the reader asked must be in what the reader has afterwards.
   */
  @ParameterizedTest
  @ValueSource(strings = {"/v1/links", "/v1/links/1", "/v1/links/lookup?url=a.example", "/v1/tags"})
  void noUnchangedAnswerHidesAChange(String path) {
    int writes = 300;
    try (TestServer server = TestServer.start()) {
      server.post("/v1/links", "{\"url\": \"a.example\", \"tags\": [\"n0\"]}");
      AtomicInteger written = new AtomicInteger();
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(() -> {
            for (int i = 1; i <= writes; i++) {
              String patch = "{\"tags\": [\"n" + i + "\"]}";
              assertEquals(200, server.call("PATCH", "/v1/links/1", patch).statusCode());
              written.set(i);
            }
          });
      HttpResponse<String> held = server.get(path);
      int last;
      do {
        last = written.get();
        HttpResponse<String> read = server.get(path, "If-None-Match", header(held, "ETag"));
        if (read.statusCode() != 304) {
          held = read;
        }
        int seen = numberIn(held);
        assertTrue(seen >= last, () -> "behind the writer: " + seen);
      } while (last < writes);
      writer.join();
      assertEquals(304, server.get(path, "If-None-Match", header(held, "ETag")).statusCode());
    }
  }

  /** The version of a store whose rows cannot be read. */
  @Test
  void anUnchangedListIsAnsweredWithoutReadingIt() {
    InMemoryStore accounts = new InMemoryStore(Clock.systemUTC());
    try (TestServer server = TestServer.start(new FakeLinkStore(_ -> {}), accounts.accounts())) {
      HttpResponse<String> unchanged = server.get("/v1/links", "If-None-Match", "W/\"1.0.1\"");
      assertEquals(304, unchanged.statusCode());
    }
  }

  @Test
  void aChangeWhileTheTagsAreReadIsNotHidden() {
    InMemoryStore store = new InMemoryStore(Clock.systemUTC());
    try (TestServer server =
        TestServer.start(store.links(), new OvertakenTags(store), store.accounts())) {
      HttpResponse<String> before = server.get("/v1/tags");
      assertEquals("[]", before.body());
      HttpResponse<String> after = server.get("/v1/tags", "If-None-Match", header(before, "ETag"));
      assertEquals(200, after.statusCode());
      assertEquals("[{\"name\":\"new\",\"count\":1}]", after.body());
    }
  }

  /** Each time after the tags were read, someone tags a link. */
  private record OvertakenTags(InMemoryStore store) implements TagStore {

    @Override
    public List<TagCount> list(AccountId account) {
      List<TagCount> read = store.tags().list(account);
      store.links().save(account, StoreContract.draft("a.example", StoreContract.tagged("new")));
      return read;
    }

    @Override
    public TagCount rename(AccountId account, Tag tag, Tag newName) {
      return store.tags().rename(account, tag, newName);
    }

    @Override
    public void remove(AccountId account, Tag tag) {
      store.tags().remove(account, tag);
    }
  }

  private static int numberIn(HttpResponse<String> response) {
    JsonNode body = json(response);
    JsonNode tag = body.isArray() ? body.at("/0/name") : body.findValue("tags").get(0);
    assertFalse(tag.isMissingNode(), response::body);
    return Integer.parseInt(tag.asText().substring(1));
  }
}
