package linkhold.http.server;

import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Timeouts for threads that wait for a client: they are interrupted, which closes the socket that
 * they read from or write to. A socket timeout is not enough: each byte restarts it, and there is
 * none for writes.
 */
public final class Deadlines implements AutoCloseable {

  private final int minBytesPerSecond;
  private final Set<Deadline> running = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

  /**
   * Starts without deadlines.
   *
   * @param minBytesPerSecond the slowest rate, either way, that is accepted for long
   * @param timeouts of all waits; a wait may end late by a quarter of the shortest one
   */
  public Deadlines(int minBytesPerSecond, Collection<Duration> timeouts) {
    this.minBytesPerSecond = minBytesPerSecond;
    long period = Math.max(1, Collections.min(timeouts).toNanos() / 4);
    var _ = watch.scheduleWithFixedDelay(this::endLate, period, period, TimeUnit.NANOSECONDS);
  }

  /** How long {@code bytes} take at the minimum rate, in nanoseconds. */
  long nanosOf(long bytes) {
    return bytes * TimeUnit.SECONDS.toNanos(1) / minBytesPerSecond;
  }

  /**
   * Begins a wait of the calling thread for a client, until {@code end} by {@link System#nanoTime}.
   */
  Deadline begin(long end) {
    Deadline deadline = new Deadline(Thread.currentThread(), end);
    running.add(deadline);
    return deadline;
  }

  /** Stops; later deadlines do not interrupt. */
  @Override
  public void close() {
    watch.shutdownNow();
  }

  private void endLate() {
    long now = System.nanoTime();
    running.removeIf(deadline -> now - deadline.end > 0 && deadline.interrupt());
  }

  /** The deadline of one wait. */
  final class Deadline {

    private final Thread thread;
    private final long end;
    private final AtomicBoolean over = new AtomicBoolean();

    private Deadline(Thread thread, long end) {
      this.thread = thread;
      this.end = end;
    }

    private boolean interrupt() {
      boolean late = over.compareAndSet(false, true);
      if (late) {
        thread.interrupt();
      }
      return late;
    }

    /**
     * Ends the wait.
     *
     * @throws CloseConnectionException when the deadline has passed
     */
    void end() {
      running.remove(this);
      if (!over.compareAndSet(false, true)) {
        throw new CloseConnectionException("The client is too slow");
      }
    }
  }
}
