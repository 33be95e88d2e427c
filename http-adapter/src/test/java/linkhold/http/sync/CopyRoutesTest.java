package linkhold.http.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.json;
import static linkhold.http.call.Problems.pointers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import linkhold.domain.CopyDigest;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.TestServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyRoutesTest {

  /** So many that a part of the first digest has more links than a client should fetch at once. */
  private static final int MANY = 20_000;

  private final InMemoryStore store = new InMemoryStore(Clock.systemUTC());
  private final TestServer server = TestServer.start(store);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theDigestOfACopyIsThatOfItsLinks() {
    save(3);
    server.delete("/v1/links/2");
    JsonNode digest = get("/v1/changes/digest?since=" + cursor());

    assertTrue(digest.get("current").asBoolean());
    assertEquals(4, digest.get("revision").asLong());
    assertEquals(4, digest.get("parts").size());
    assertEquals(
        "{\"from\":1,\"to\":1,\"count\":1,\"digest\":\"%s\"}"
            .formatted(HexFormat.of().toHexDigits(CopyDigest.of(1, 1))),
        digest.get("parts").get(0).toString());
    assertEquals(
        "{\"from\":2,\"to\":2,\"count\":0,\"digest\":\"0000000000000000\"}",
        digest.get("parts").get(1).toString());
  }

  @Test
  void aCopyThatIsBehindIsAnsweredWithoutParts() {
    save(3);
    String cursor = cursor();
    server.delete("/v1/links/2");

    JsonNode digest = get("/v1/changes/digest?since=" + cursor);

    assertFalse(digest.get("current").asBoolean());
    assertEquals(0, digest.get("parts").size());
  }

  @Test
  void aDamagedCopyOfManyLinksIsRepairedByFewBytes() {
    save(MANY);
    String cursor = cursor();
    Map<Long, Long> copy = new TreeMap<>();
    store
        .links()
        .forEach(
            store.accounts().find("default").orElseThrow().id(),
            link -> copy.put(link.id(), link.revision()));
    Map<Long, Long> whole = Map.copyOf(copy);
    copy.remove(5_000L);
    copy.put(12_345L, 3L);
    copy.put(MANY + 7L, 9L);

    Repair repair = new Repair(cursor, copy);
    repair.check("");

    assertEquals(whole, copy);
    assertEquals(5, repair.calls, "two digests after the first, and two ranges");
    assertTrue(repair.bytes < 20_000, repair.bytes + " bytes");
  }

  @ParameterizedTest
  @CsvSource({
    "digest, /since, ''",
    "digest, /since, since=nonsense",
    "digest, /from, from=0&since=CURSOR",
    "digest, /to, to=x&since=CURSOR",
    "digest, /to, from=7&to=6&since=CURSOR",
    "digest, /limit, limit=7&since=CURSOR",
    "range, /from, to=6&since=CURSOR",
    "range, /to, from=6&since=CURSOR",
    "range, /since, from=6&to=7",
    "range, /limit, from=6&to=7&limit=0&since=CURSOR",
  })
  void aFaultyParameterIsNamed(String path, String pointer, String query) {
    save(1);
    String address = "/v1/changes/" + path + "?" + query.replace("CURSOR", cursor());

    JsonNode problem = assertProblem(ProblemType.INVALID_INPUT, server.get(address));

    assertEquals(List.of(pointer), pointers(problem));
  }

  @Test
  void theExampleOfTheGuideIsRight() throws IOException {
    String guide = Files.readString(Path.of("../docs/sync.md"), UTF_8);
    List<MatchResult> rows =
        Pattern.compile("\\| (\\d+) \\| (\\d+) \\| `([0-9a-f]{16})` \\|")
            .matcher(guide)
            .results()
            .toList();
    assertEquals(3, rows.size());
    long upper = 0;
    long lower = 0;
    for (MatchResult row : rows) {
      long digest = CopyDigest.of(Long.parseLong(row.group(1)), Long.parseLong(row.group(2)));
      assertEquals(row.group(3), HexFormat.of().toHexDigits(digest));
      upper += digest >>> 32;
      lower += digest & 0xffff_ffffL;
    }
    String sum = HexFormat.of().toHexDigits(upper << 32 | (lower & 0xffff_ffffL));
    assertTrue(guide.contains("`" + sum + "`"), sum);
  }

  /** The algorithm of the guide, over a copy that has only revisions. */
  private final class Repair {

    private final String cursor;
    private final Map<Long, Long> copy;
    private int calls;
    private long bytes;

    Repair(String cursor, Map<Long, Long> copy) {
      this.cursor = cursor;
      this.copy = copy;
    }

    private void check(String range) {
      JsonNode parts = call("/v1/changes/digest?since=" + cursor + range).get("parts");
      if (range.isEmpty()) {
        long last = parts.get(parts.size() - 1).get("to").asLong();
        copy.keySet().removeIf(id -> id > last);
      }
      for (JsonNode part : parts) {
        long from = part.get("from").asLong();
        long to = part.get("to").asLong();
        int count = 0;
        long upper = 0;
        long lower = 0;
        for (Map.Entry<Long, Long> link : copy.entrySet()) {
          if (from <= link.getKey() && link.getKey() <= to) {
            long digest = CopyDigest.of(link.getKey(), link.getValue());
            count++;
            upper += digest >>> 32;
            lower += digest & 0xffff_ffffL;
          }
        }
        String digest = HexFormat.of().toHexDigits(upper << 32 | (lower & 0xffff_ffffL));
        boolean same =
            count == part.get("count").asLong() && digest.equals(part.get("digest").asText());
        String ids = "&from=" + from + "&to=" + to;
        if (!same && Math.max(count, part.get("count").asLong()) > 50) {
          check(ids);
        } else if (!same) {
          copy.keySet().removeIf(id -> from <= id && id <= to);
          for (JsonNode link : call("/v1/changes/range?since=" + cursor + ids).get("links")) {
            copy.put(link.get("id").asLong(), link.get("revision").asLong());
          }
        }
      }
    }

    private JsonNode call(String address) {
      HttpResponse<String> response = server.get(address);
      assertEquals(200, response.statusCode(), response.body());
      calls++;
      bytes += response.body().length();
      return json(response);
    }
  }

  private JsonNode get(String address) {
    HttpResponse<String> response = server.get(address);
    assertEquals(200, response.statusCode(), response.body());
    return json(response);
  }

  private String cursor() {
    String cursor = "";
    boolean more = true;
    while (more) {
      JsonNode page = get("/v1/changes?limit=1000" + cursor);
      cursor = "&since=" + page.get("next").asText();
      more = page.get("more").asBoolean();
    }
    return cursor.substring("&since=".length());
  }

  private void save(int count) {
    server.get("/v1/account"); // so that there is one
    List<LinkDraft> drafts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drafts.add(LinkDraft.of(LinkUrl.parse("https://a.example/" + i)));
    }
    store.links().save(store.accounts().find("default").orElseThrow().id(), drafts);
  }
}
