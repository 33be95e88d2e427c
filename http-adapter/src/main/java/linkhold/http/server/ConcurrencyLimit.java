package linkhold.http.server;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import linkhold.http.call.Exchange;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;

/**
 * Limits how many requests are served at once and refuses further ones, so that the others have
 * memory and time. It never queues, so the JDK's semaphore is enough.
 */
public final class ConcurrencyLimit {

  private final Semaphore permits;

  /** Serves at most {@code requests} at once. */
  public ConcurrencyLimit(int requests) {
    this.permits = new Semaphore(requests);
  }

  /**
   * A permit to serve one request, until it is closed.
   *
   * @throws RefusedRequest when as many requests as allowed are being served
   */
  public Permit acquire() {
    if (!permits.tryAcquire()) {
      Exchange.noteLimit("max-concurrent-requests");
      throw new RefusedRequest(
          ProblemType.UNAVAILABLE, "The server is serving as many requests as it can.");
    }
    AtomicBoolean held = new AtomicBoolean(true);
    return () -> {
      if (held.compareAndSet(true, false)) {
        permits.release();
      }
    };
  }

  /** Permission to serve one request; closing it twice does nothing more. */
  public interface Permit extends AutoCloseable {

    /** For requests that are always served. */
    Permit FREE = () -> {};

    @Override
    void close();
  }
}
