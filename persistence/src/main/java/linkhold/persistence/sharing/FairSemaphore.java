package linkhold.persistence.sharing;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import linkhold.domain.UnavailableException;

/**
 * A semaphore whose permits go to those who wait in the order in which they came. As the JDK's fair
 * one, but without a timer for each that waits (see {@link WaitQueue}). Safe for concurrent use.
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
   * @param patience how long to wait for a permit where no {@link CallDeadline} says so
   */
  public FairSemaphore(int permits, Duration patience) {
    this.free = permits;
    this.patience = patience;
  }

  /**
   * Takes a permit, once it is this thread's turn.
   *
   * @throws UnavailableException when its turn does not come in time, or it is interrupted while it
   *     waits; then it has no permit
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

  /** Gives a permit back, or to the first that waits. */
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
