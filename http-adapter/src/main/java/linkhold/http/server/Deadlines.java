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
 * Ends what threads wait for when it lasts too long, by interrupting them, which closes the socket
 * that they read from or write to. A timeout of the socket would not do: each single byte restarts
 * it, and there is none for writing.
 */
public final class Deadlines implements AutoCloseable {

  private final int minBytesPerSecond;
  private final Set<Deadline> running = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

  /**
   * No thread waits yet.
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

  /** The calling thread waits for a client, until {@code end} by the system's nanoseconds. */
  Deadline begin(long end) {
    Deadline deadline = new Deadline(Thread.currentThread(), end);
    running.add(deadline);
    return deadline;
  }

  /** Ends nothing more. */
  @Override
  public void close() {
    watch.shutdownNow();
  }

  private void endLate() {
    long now = System.nanoTime();
    running.removeIf(deadline -> now - deadline.end > 0 && deadline.interrupt());
  }

  /** Until when a thread may wait. */
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
     * What the thread waited for has come.
     *
     * @throws CloseConnectionException when it came too late
     */
    void end() {
      running.remove(this);
      if (!over.compareAndSet(false, true)) {
        throw new CloseConnectionException("The client is too slow");
      }
    }
  }
}
