package linkhold.http.server;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the heads of requests may take together while they arrive in more than one piece.
 * Each of them is small, but a client can begin as many as there are connections. Heads that arrive
 * in one piece, as almost all do, are not counted.
 */
public final class HeadMemory {

  /** The share of the heap that heads may take. */
  private static final int SHARE_OF_HEAP = 16;

  private final AtomicLong left;

  /** Limits all heads together to {@code bytes}. */
  HeadMemory(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /** A sixteenth of the heap. */
  public HeadMemory() {
    this(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /** The share of a new head, initially 0. */
  Share share() {
    return new Share();
  }

  /** The memory of one head, until it is closed. */
  final class Share implements AutoCloseable {

    private long taken;

    private Share() {}

    /**
     * Reserves {@code bytes} more.
     *
     * @throws RequestException when there is not enough left; its status is 503
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
