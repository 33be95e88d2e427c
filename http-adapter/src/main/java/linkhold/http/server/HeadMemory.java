package linkhold.http.server;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the heads of requests may take together while they arrive in more than one piece.
 * Each of them is small, but anyone can begin as many as there are connections. Heads that arrive
 * in one piece, as almost all do, need nothing of it.
 */
public final class HeadMemory {

  /** The share of the heap that heads may take. */
  private static final int SHARE_OF_HEAP = 16;

  private final AtomicLong left;

  /** So many bytes at once. */
  HeadMemory(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /** A sixteenth of the heap. */
  public HeadMemory() {
    this(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /** What one head takes, nothing at first. */
  Share share() {
    return new Share();
  }

  /** What one head takes until it is closed. */
  final class Share implements AutoCloseable {

    private long taken;

    private Share() {}

    /**
     * Takes {@code bytes} more.
     *
     * @throws RequestException when they are not left; its status is 503
     */
    void take(int bytes) {
      taken += bytes;
      if (left.addAndGet(-bytes) < 0) {
        throw RequestException.builder()
            .type(EventType.OTHER)
            .status(Status.SERVICE_UNAVAILABLE_503)
            .setKeepAlive(false)
            .message("The server is reading as many requests as it can.")
            .build();
      }
    }

    @Override
    public void close() {
      left.addAndGet(taken);
    }
  }
}
