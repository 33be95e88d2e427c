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
 * Writes server-sent events (WHATWG HTML, 9.2.5), in pieces as large as one packet or a few. Holds
 * memory only between the first event of a piece and its sending.
 */
final class EventWriter {

  private static final int PIECE_BYTES = 16 * 1024;

  private final OutputStream out;
  private @Nullable ByteArrayOutputStream piece;
  private long sentAt = System.nanoTime();

  EventWriter(OutputStream out) {
    this.out = out;
  }

  /** Says how long a client should wait before it connects again. */
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

  /** Adds what clients ignore, so that every hop sees that there still is a stream. */
  void comment() {
    text(":\n\n");
  }

  /** Whether something was added and not sent. */
  boolean hasMore() {
    return piece != null;
  }

  /**
   * Sends everything that was added, waiting for the client to take it.
   *
   * @throws CloseConnectionException when nobody takes it
   */
  void flush() {
    byte[] bytes = piece().toByteArray();
    piece = null;
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException | RuntimeException e) { // Helidon has many ways to say it
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
