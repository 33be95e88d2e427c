package linkhold.persistence;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import linkhold.domain.UnavailableException;

/**
 * A semaphore whose permits go to those who wait in the order in which they came. As the JDK's fair
 * one, but only the first that waits has a time limit in the JDK, which wakes another thread for
 * each time-limited wait of a virtual one. Safe for concurrent use.
 */
final class FairSemaphore {

  private static final class Waiter {

    private final Thread thread = Thread.currentThread();
    private volatile boolean permitted;

    /** Whether it has waited for longer than all others that wait. */
    private volatile boolean first;
  }

  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private int free;

  /**
   * A semaphore of so many permits.
   *
   * @param patience how long to wait for a permit
   */
  FairSemaphore(int permits, Duration patience) {
    this.free = permits;
    this.patience = patience;
  }

  /**
   * Takes a permit, once it is this thread's turn.
   *
   * @throws UnavailableException when its turn does not come in time, or it is interrupted while it
   *     waits; then it has no permit
   */
  void acquire() {
    Waiter waiter = new Waiter();
    lock.lock();
    try {
      if (free > 0) {
        free--;
        return;
      }
      waiting.add(waiter);
      waiter.first = waiting.size() == 1;
    } finally {
      lock.unlock();
    }
    await(waiter);
  }

  /** Gives a permit back, or to the first that waits. */
  void release() {
    Waiter next;
    lock.lock();
    try {
      next = waiting.poll();
      if (next == null) {
        free++;
      } else {
        next.permitted = true;
        tellFirst();
      }
    } finally {
      lock.unlock();
    }
    if (next != null) {
      LockSupport.unpark(next.thread);
    }
  }

  private void await(Waiter waiter) {
    long end = System.nanoTime() + patience.toNanos();
    while (!waiter.permitted) {
      long left = end - System.nanoTime();
      boolean interrupted = Thread.currentThread().isInterrupted();
      if ((left <= 0 || interrupted) && leave(waiter)) {
        throw new UnavailableException(
            interrupted ? "The call was interrupted." : "Too many calls wait for the database.");
      }
      if (waiter.first) {
        LockSupport.parkNanos(this, left);
      } else {
        LockSupport.park(this);
      }
    }
  }

  /** Whether it could leave, since it has no permit yet. */
  private boolean leave(Waiter waiter) {
    lock.lock();
    try {
      boolean left = waiting.remove(waiter);
      if (left) {
        tellFirst();
      }
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the first that waits when it has become that just now, to look at the clock. */
  private void tellFirst() {
    Waiter first = waiting.peek();
    if (first != null && !first.first) {
      first.first = true;
      LockSupport.unpark(first.thread);
    }
  }
}
