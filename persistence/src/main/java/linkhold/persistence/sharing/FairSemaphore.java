package linkhold.persistence.sharing;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import linkhold.domain.UnavailableException;

/**
 * A fair semaphore like the JDK's, but without a timer for each waiting thread (see {@link
 * WaitQueue}). Safe for concurrent use.
 */
public final class FairSemaphore {

  private static final class Waiter extends WaitQueue.Waiter {

    Waiter(long end) {
      super(end);
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final WaitQueue<Waiter> waiting = new WaitQueue<>(lock);
  private final Duration patience;
  private int free;

  /**
   * A semaphore of so many permits.
   *
   * @param patience how long to wait for a permit without a {@link CallDeadline}
   */
  public FairSemaphore(int permits, Duration patience) {
    this.free = permits;
    this.patience = patience;
  }

  /**
   * Acquires a permit, first come, first served.
   *
   * @throws UnavailableException when it waits too long or is interrupted while it waits; then it
   *     has no permit
   */
  public void acquire() {
    Waiter waiter = new Waiter(CallDeadline.end(patience));
    lock.lock();
    try {
      if (free > 0) {
        free--;
        return;
      }
      waiting.add(waiter);
    } finally {
      lock.unlock();
    }
    if (!waiting.await(waiter)) {
      throw new UnavailableException(
          Thread.currentThread().isInterrupted()
              ? "The call was interrupted."
              : "Too many calls wait for the database.");
    }
  }

  /** How many threads wait for a permit. */
  public int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Releases a permit, to the first waiting thread if there is one. */
  public void release() {
    Waiter next;
    lock.lock();
    try {
      next = waiting.poll();
      if (next == null) {
        free++;
      }
    } finally {
      lock.unlock();
    }
    if (next != null) {
      next.wake();
    }
  }
}
