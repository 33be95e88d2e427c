package linkhold.http.sync;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import linkhold.domain.AccountId;
import linkhold.domain.Change;
import linkhold.domain.ChangePage;
import linkhold.domain.DomainException;
import linkhold.domain.SyncCursor;
import linkhold.domain.SyncStore;
import linkhold.json.Json;

/**
 * All changes in one response, each a line of JSON with the cursor after it (<a
 * href="https://github.com/ndjson/ndjson-spec">NDJSON</a>), so that a first copy takes one request
 * and continues from its last line when the connection breaks. The last line has no change: it has
 * the cursor after the response, and whether there is more. The next page is read while one is
 * written, so two are in memory at a time.
 */
final class ChangeLines {

  static final String MEDIA_TYPE = "application/x-ndjson";

  /** How many changes are read at a time. */
  static final int PAGE = 250;

  private static final SerializedString LINE_FEED = new SerializedString("\n");

  private final SyncStore sync;
  private final AccountId account;

  ChangeLines(SyncStore sync, AccountId account) {
    this.sync = sync;
    this.account = account;
  }

  /**
   * Writes {@code first} and what comes after it. A link that changes meanwhile may appear twice,
   * the second time with its new content. When the store fails on the way, the last line says that
   * there is more.
   *
   * @param limit the maximum of changes, at least as many as {@code first} has
   */
  void write(OutputStream out, ChangePage first, int limit) throws IOException {
    try (ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor()) {
      Json.write(
          out,
          json -> {
            json.setRootValueSeparator(LINE_FEED);
            Optional<ChangePage> page = Optional.of(first);
            ChangePage last = first;
            int left = limit;
            while (page.isPresent()) {
              last = page.get();
              left -= last.changes().size();
              CompletableFuture<Optional<ChangePage>> next = after(last, left, reader);
              writeChanges(json, last);
              page = next.join();
            }
            json.writeStartObject();
            json.writeStringField("next", SyncCursors.encode(last.next()));
            json.writeBooleanField("more", last.more());
            json.writeEndObject();
            json.writeRaw('\n');
          });
    }
  }

  /** Reads the next page, if one is to follow. */
  private CompletableFuture<Optional<ChangePage>> after(
      ChangePage page, int left, Executor reader) {
    return page.more() && left > 0
        ? CompletableFuture.supplyAsync(() -> after(page, Math.min(left, PAGE)), reader)
        : CompletableFuture.completedFuture(Optional.empty());
  }

  private Optional<ChangePage> after(ChangePage page, int limit) {
    try {
      return Optional.of(sync.changes(account, Optional.of(page.next()), limit));
    } catch (DomainException e) {
      return Optional.empty();
    }
  }

  private static void writeChanges(JsonGenerator json, ChangePage page) throws IOException {
    SyncCursor next = page.next();
    for (Change change : page.changes()) {
      json.writeStartObject();
      ChangeJson.writeMembers(json, change);
      json.writeStringField("next", SyncCursors.encode(next.after(change)));
      json.writeEndObject();
    }
  }
}
