package linkhold.http.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.webserver.CloseConnectionException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import linkhold.json.Json;
import linkhold.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes server-sent events (WHATWG HTML, 9.2.5), through a buffer of one packet or a few. It has
 * memory only while the buffer has events.
 */
final class EventWriter {

  private static final int PIECE_BYTES = 16 * 1024;

  private final OutputStream out;
  private @Nullable ByteArrayOutputStream piece;
  private long sentAt = System.nanoTime();

  EventWriter(OutputStream out) {
    this.out = out;
  }

  /** Adds how long a client should wait before it reconnects. */
  void retry(Duration time) {
    text("retry: " + time.toMillis() + "\n\n");
  }

  /** Adds an event. */
  void event(String name, String id, JsonWriter data) throws IOException {
    text("event: " + name + "\nid: " + id + "\ndata: ");
    Json.write(piece(), data); // which writes no line breaks
    text("\n\n");
    if (piece().size() >= PIECE_BYTES) {
      flush();
    }
  }

  /** Adds a comment, which clients ignore, so that no proxy takes the connection for idle. */
  void comment() {
    text(":\n\n");
  }

  /** Whether something was added and not yet sent. */
  boolean hasMore() {
    return piece != null;
  }

  /**
   * Sends everything that was added; blocks until the client reads it.
   *
   * @throws CloseConnectionException when the client has disconnected or does not read
   */
  void flush() {
    byte[] bytes = piece().toByteArray();
    piece = null;
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException | RuntimeException e) { // Helidon throws several kinds
      throw new CloseConnectionException("The listener is gone", e);
    }
    sentAt = System.nanoTime();
  }

  /** How long ago something was sent. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - sentAt);
  }

  private void text(String text) {
    piece().writeBytes(text.getBytes(UTF_8));
  }

  private ByteArrayOutputStream piece() {
    ByteArrayOutputStream begun = piece;
    if (begun == null) {
      begun = new ByteArrayOutputStream();
      piece = begun;
    }
    return begun;
  }
}
