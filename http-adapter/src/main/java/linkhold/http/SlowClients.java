package linkhold.http;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Cuts the connections of clients that do not send on what they began: headers and bodies. A
 * timeout of the socket would not do, since each single byte begins it anew. (A first line that
 * does not come is cut as an idle connection.)
 */
final class SlowClients implements Http1ConnectionListener, Filter, AutoCloseable {

  private static final int MIN_BYTES_PER_SECOND = 1024;

  private final long timeoutNanos;
  private final Map<Thread, Wait> waits = new ConcurrentHashMap<>();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

  /**
   * Cuts by the {@code timeout} that {@link HttpLimits#requestTimeout} describes, give or take a
   * quarter.
   */
  SlowClients(Duration timeout) {
    this.timeoutNanos = timeout.toNanos();
    long period = Math.max(1, timeoutNanos / 4);
    var _ = watch.scheduleWithFixedDelay(this::cutLate, period, period, TimeUnit.NANOSECONDS);
  }

  @Override
  public void prologue(ConnectionContext connection, HttpPrologue prologue) {
    begin(System.nanoTime() + timeoutNanos);
  }

  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    end();
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    request.streamFilter(Body::new);
    chain.proceed();
  }

  /** Cuts nothing more. */
  @Override
  public void close() {
    watch.shutdownNow();
  }

  private void begin(long deadline) {
    waits.put(Thread.currentThread(), new Wait(deadline, new AtomicBoolean()));
  }

  private void end() {
    Wait wait = waits.remove(Thread.currentThread());
    if (wait == null || !wait.over.compareAndSet(false, true)) {
      throw new CloseConnectionException("The client is too slow");
    }
  }

  private void cutLate() {
    long now = System.nanoTime();
    waits.forEach((thread, wait) -> {
      if (now - wait.deadline > 0) {
        waits.remove(thread, wait);
        if (wait.over.compareAndSet(false, true)) {
          thread.interrupt();
        }
      }
    });
  }

  /**
   * A thread waits for its client.
   *
   * @param deadline by the system's nanoseconds
   * @param over whether it has ended, one way or the other
   */
  private record Wait(long deadline, AtomicBoolean over) {}

  /** A request's body, which has to come in time. */
  private final class Body extends FilterInputStream {

    private final long start = System.nanoTime();
    private long bytes;

    Body(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      long nanosOfBytes = bytes * TimeUnit.SECONDS.toNanos(1) / MIN_BYTES_PER_SECOND;
      begin(start + timeoutNanos + nanosOfBytes);
      int count;
      try {
        count = super.read(target, offset, length);
      } finally {
        end();
      }
      bytes += Math.max(0, count);
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
  }
}
