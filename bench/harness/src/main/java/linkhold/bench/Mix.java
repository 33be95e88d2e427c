package linkhold.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import linkhold.bench.HttpConnection.Answer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of many people's devices: of a hundred calls 60 for changes since the last ones, 15 for
 * the newest page, 10 saves, 8 searches for a growing beginning of a word, 5 edits and 2 batches.
 */
final class Mix implements Calls {

  private static final int BATCH = 10;

  private final List<String> tokens;
  private final long links;
  private final PhoneLinks saved = new PhoneLinks();

  /** The state of each account's device: its cursor, and the entity tag of its last answer. */
  private final AtomicReferenceArray<@Nullable Seen> seen;

  private record Seen(String cursor, @Nullable String entityTag) {}

  /**
   * Calls for these accounts.
   *
   * @param links how many links the smallest account has; their ids are 1 to this
   */
  Mix(List<String> tokens, long links) {
    this.tokens = tokens;
    this.links = links;
    this.seen = new AtomicReferenceArray<>(tokens.size());
  }

  @Override
  public Call next() {
    int account = ThreadLocalRandom.current().nextInt(tokens.size());
    return account(account, ThreadLocalRandom.current().nextInt(100));
  }

  /** Makes the first copy of every account's device. */
  void copyAll(int port) throws IOException {
    try (var connection = new HttpConnection(port)) {
      for (int account = 0; account < tokens.size(); account++) {
        boolean more = true;
        while (more) {
          Call call = changes(account);
          Answer answer = connection.fetch(call.bytes());
          more = ChangesPage.require(answer).more();
          call.take(answer);
        }
      }
    }
  }

  private Call account(int account, int kind) {
    String token = tokens.get(account);
    if (kind < 60) {
      return changes(account);
    }
    if (kind < 75) {
      return call(HttpConnection.get("/v1/links", token), 200);
    }
    if (kind < 85) {
      return call(HttpConnection.json("POST", "/v1/links", token, saved.full()), 201);
    }
    if (kind < 93) {
      String word = "topic" + ThreadLocalRandom.current().nextInt(SampleLibrary.WORDS) + "x";
      String typed = word.substring(0, 1 + ThreadLocalRandom.current().nextInt(word.length()));
      return call(HttpConnection.get("/v1/links?q=" + typed, token), 200);
    }
    String edit = "{\"unread\":" + ThreadLocalRandom.current().nextBoolean() + "}";
    if (kind < 98) {
      return call(HttpConnection.json("PATCH", "/v1/links/" + link(), token, edit), 200);
    }
    StringBuilder batch = new StringBuilder("{\"operations\":[");
    for (int i = 0; i < BATCH; i++) {
      batch
          .append(i > 0 ? "," : "")
          .append("{\"op\":\"save\",\"link\":")
          .append(saved.full())
          .append('}');
    }
    return call(
        HttpConnection.json("POST", "/v1/batch", token, batch.append("]}").toString()), 200);
  }

  private long link() {
    return 1 + ThreadLocalRandom.current().nextLong(links);
  }

  private static Call call(byte[] bytes, int status) {
    return Calls.of(() -> bytes, status).next();
  }

  private Call changes(int account) {
    Seen before = seen.get(account);
    String path = "/v1/changes?limit=1000" + (before == null ? "" : "&since=" + before.cursor);
    String[] headers =
        before == null || before.entityTag == null
            ? new String[0]
            : new String[] {"If-None-Match: " + before.entityTag};
    byte[] bytes = HttpConnection.get(path, tokens.get(account), headers);
    return new Call() {
      @Override
      public byte[] bytes() {
        return bytes;
      }

      @Override
      public boolean take(Answer answer) {
        Optional<ChangesPage> page = ChangesPage.of(answer);
        page.ifPresent(some -> seen.set(account, new Seen(some.next(), answer.entityTag())));
        return page.isPresent() || answer.status() == 304;
      }
    };
  }
}
