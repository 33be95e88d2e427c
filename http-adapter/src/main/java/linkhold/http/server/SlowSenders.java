package linkhold.http.server;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import linkhold.http.call.Resource;
import linkhold.http.server.Deadlines.Deadline;

/**
 * Cuts the connections of clients that do not send on the body that they began. ({@link
 * RequestReader} does so with a head, and one that does not begin is cut as an idle connection.)
 */
public final class SlowSenders {

  /**
   * Large bodies have to come so many times as fast: programs send them, and few are read at once.
   */
  private static final int LARGE_BODY_PACE = 16;

  private final Deadlines deadlines;
  private final long timeoutNanos;

  /** Cuts those that are behind the minimum rate of {@code deadlines} for {@code timeout}. */
  public SlowSenders(Deadlines deadlines, Duration timeout) {
    this.deadlines = deadlines;
    this.timeoutNanos = timeout.toNanos();
  }

  /** Watches {@code body}, which is sent to {@code resource}. */
  InputStream watched(InputStream body, Resource resource) {
    return resource.largeBody().isPresent()
        ? new Body(body, 2 * timeoutNanos, LARGE_BODY_PACE)
        : new Body(body, timeoutNanos, 1);
  }

  /**
   * A request's body, which has to come in time. Only waiting for it counts, and being ahead earns
   * nothing, so that a client that was fast cannot stand still for longer than others.
   */
  private final class Body extends FilterInputStream {

    private final long patienceNanos;
    private final int pace;
    private long behindNanos;

    /**
     * A body that may be behind for so long.
     *
     * @param pace how many times the slowest pace that is borne elsewhere
     */
    Body(InputStream in, long patienceNanos, int pace) {
      super(in);
      this.patienceNanos = patienceNanos;
      this.pace = pace;
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
      long usual = deadlines.nanosOf(Math.max(0, count)) / pace;
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

    /** Does nothing: Helidon's stream would read on, and nothing would watch it. */
    @Override
    public void close() {}
  }
}
