package linkhold.http.server;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import linkhold.http.call.Resource;
import linkhold.http.server.Deadlines.Deadline;

/**
 * Closes the connections of clients that do not finish the body that they began. ({@link
 * RequestReader} does so with a head; a client that sends nothing has an idle connection.)
 */
public final class SlowSenders {

  /**
   * The factor of the minimum rate for large bodies: programs send them, and few are read at once.
   */
  private static final int LARGE_BODY_RATE_FACTOR = 16;

  private final Deadlines deadlines;
  private final long timeoutNanos;

  /** Closes those that are behind the minimum rate of {@code deadlines} by {@code timeout}. */
  public SlowSenders(Deadlines deadlines, Duration timeout) {
    this.deadlines = deadlines;
    this.timeoutNanos = timeout.toNanos();
  }

  /** Watches {@code body}, which is sent to {@code resource}. */
  InputStream watched(InputStream body, Resource resource) {
    return resource.largeBody().isPresent()
        ? new Body(body, 2 * timeoutNanos, LARGE_BODY_RATE_FACTOR)
        : new Body(body, timeoutNanos, 1);
  }

  /**
   * A request's body, which has to arrive in time. Only waiting counts, and running ahead gives no
   * credit, so a client that was fast cannot stop for longer than others.
   */
  private final class Body extends FilterInputStream {

    private final long patienceNanos;
    private final int rateFactor;
    private long behindNanos;

    /**
     * A body that may be behind by {@code patienceNanos}.
     *
     * @param rateFactor the factor of the minimum rate
     */
    Body(InputStream in, long patienceNanos, int rateFactor) {
      super(in);
      this.patienceNanos = patienceNanos;
      this.rateFactor = rateFactor;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      long start = System.nanoTime();
      Deadline deadline = deadlines.begin(start + patienceNanos - behindNanos);
      int count;
      try {
        count = super.read(target, offset, length);
      } finally {
        deadline.end();
      }
      long usual = deadlines.nanosOf(Math.max(0, count)) / rateFactor;
      behindNanos = Math.max(0, behindNanos + System.nanoTime() - start - usual);
      return count;
    }

    @Override
    public long skip(long count) throws IOException {
      byte[] buffer = new byte[8192];
      long skipped = 0;
      while (skipped < count) {
        int more = read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
        if (more < 0) {
          break;
        }
        skipped += more;
      }
      return skipped;
    }

    /** Does nothing: Helidon's stream would read on, without a watch. */
    @Override
    public void close() {}
  }
}
