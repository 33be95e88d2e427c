package linkhold.persistence.sharing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A first-in, first-out queue of waiting threads. Code that removes a waiter must {@link
 * Waiter#wake} it. A waiter whose timeout passes removes itself, unless it was removed before.
 *
 * <p>Only the head waits with a timeout, since each timed wait of a virtual thread wakes another
 * thread of the JDK, when it begins and when it ends. A waiter whose timeout ends before that of
 * one ahead of it is timed as well. Fair semaphores of the JDK took 31 to 41 µs of CPU for each
 * query of a connection pool, those on this queue 24 to 30 (docs/decisions/0020-outages.md).
 *
 * @param <W> the waiters
 */
final class WaitQueue<W extends WaitQueue.Waiter> {

  /** A waiting thread: the one that creates this object. */
  abstract static class Waiter {

    private final Thread thread = Thread.currentThread();
    private final long end;
    private volatile boolean woken;

    /** Whether it is the head, or its timeout ends before that of one ahead. */
    private volatile boolean timed;

    /** The latest end of the waiters up to this one. */
    private long latestEnd;

    /** A waiter until {@code end}, a value of {@link System#nanoTime}. */
    Waiter(long end) {
      this.end = end;
      this.latestEnd = end;
    }

    /** Ends the wait. Writes before this call are visible to its thread. */
    final void wake() {
      woken = true;
      unpark();
    }

    private void startTimer() {
      if (!timed) {
        timed = true;
        unpark();
      }
    }

    private void unpark() {
      if (thread != Thread.currentThread()) {
        LockSupport.unpark(thread);
      }
    }
  }

  private final ReentrantLock lock;
  private final Deque<W> waiters = new ArrayDeque<>();

  /**
   * An empty queue.
   *
   * @param lock the owner's lock, held where the queue is read or changed
   */
  WaitQueue(ReentrantLock lock) {
    this.lock = lock;
  }

  /** How many wait. The caller holds the lock. */
  int size() {
    return waiters.size();
  }

  /** Adds a waiter of this thread, which calls {@link #await} next. The caller holds the lock. */
  void add(W waiter) {
    Waiter added = waiter;
    Waiter last = waiters.peekLast();
    if (last != null && last.latestEnd - added.end > 0) {
      added.latestEnd = last.latestEnd;
      added.timed = true;
    }
    waiters.add(waiter);
    timeHead();
  }

  /** Removes the head; null when the queue is empty. The caller holds the lock. */
  @Nullable W poll() {
    W first = waiters.poll();
    timeHead();
    return first;
  }

  /** Removes the waiters that pass a test, in their order. The caller holds the lock. */
  List<W> take(Predicate<? super W> test) {
    List<W> taken = new ArrayList<>();
    for (Iterator<W> all = waiters.iterator(); all.hasNext(); ) {
      W waiter = all.next();
      if (test.test(waiter)) {
        all.remove();
        taken.add(waiter);
      }
    }
    timeHead();
    return taken;
  }

  /**
   * Waits, without the lock, until this thread's waiter is woken. An interrupt is kept for later.
   *
   * @return false when the waiter was removed instead, after its timeout or an interrupt
   */
  boolean await(Waiter waiter) {
    boolean queued = true;
    boolean interrupted = false;
    try {
      while (!waiter.woken) {
        long left = waiter.end - System.nanoTime();
        if (queued && (interrupted || left <= 0)) {
          if (leave(waiter)) {
            return false;
          }
          queued = false;
        } else if (queued && waiter.timed) {
          LockSupport.parkNanos(this, left);
        } else {
          LockSupport.park(this);
        }
        interrupted |= Thread.interrupted();
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether it was still in the queue. */
  private boolean leave(Waiter waiter) {
    lock.lock();
    try {
      boolean left = waiters.remove(waiter);
      timeHead();
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes a new head, so that it waits with its timeout. */
  private void timeHead() {
    Waiter head = waiters.peek();
    if (head != null) {
      head.startTimer();
    }
  }
}
