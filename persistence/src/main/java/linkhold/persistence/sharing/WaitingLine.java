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
 * Threads that wait in the order in which they came. Whoever takes a place out of the line owes its
 * thread a {@link Place#wake}; a thread whose time is over leaves by itself, but only as long as
 * its place is in the line.
 *
 * <p>Only the first in line looks at the clock, and the next one when that has left: the JDK wakes
 * another thread for each time-limited wait of a virtual one, when it begins and when it ends. A
 * place that has to leave before one that came earlier looks at it, too. Fair semaphores of the JDK
 * took 31 to 41 µs of CPU for each query of a connection pool, those on this line 24 to 30
 * (docs/decisions/0020-outages.md).
 *
 * @param <P> what waits
 */
final class WaitingLine<P extends WaitingLine.Place> {

  /** A place for the thread that makes it. */
  abstract static class Place {

    private final Thread thread = Thread.currentThread();
    private final long end;
    private volatile boolean woken;

    /** Whether it is first in line, or has to leave before one that came earlier. */
    private volatile boolean watchesClock;

    /** When the last of the places up to this one leaves. */
    private long latestEnd;

    /** A place that leaves the line at {@code end}, as {@link System#nanoTime} has it. */
    Place(long end) {
      this.end = end;
      this.latestEnd = end;
    }

    /** Ends the wait. What its thread is to see has been written before. */
    final void wake() {
      woken = true;
      unpark();
    }

    private void watchClock() {
      if (!watchesClock) {
        watchesClock = true;
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
  private final Deque<P> places = new ArrayDeque<>();

  /**
   * A line with nobody in it.
   *
   * @param lock the owner's, held wherever the line is looked at or changed
   */
  WaitingLine(ReentrantLock lock) {
    this.lock = lock;
  }

  /** How many are in line. With the lock held. */
  int size() {
    return places.size();
  }

  /** Adds a place of this thread, which is to {@link #await} next. With the lock held. */
  void add(P place) {
    Place added = place;
    Place last = places.peekLast();
    if (last != null && last.latestEnd - added.end > 0) {
      added.latestEnd = last.latestEnd;
      added.watchesClock = true;
    }
    places.add(place);
    tellFirst();
  }

  /** Takes the first out, if there is one. With the lock held. */
  @Nullable P poll() {
    P first = places.poll();
    tellFirst();
    return first;
  }

  /** Takes out those that pass a test, asked from the first to the last. With the lock held. */
  List<P> take(Predicate<? super P> test) {
    List<P> taken = new ArrayList<>();
    for (Iterator<P> all = places.iterator(); all.hasNext(); ) {
      P place = all.next();
      if (test.test(place)) {
        all.remove();
        taken.add(place);
      }
    }
    tellFirst();
    return taken;
  }

  /**
   * Waits, without the lock, until this thread's place, which was added, is woken. An interrupt is
   * kept for later.
   *
   * @return false when the place has left the line instead, since its time was over or its thread
   *     was interrupted
   */
  boolean await(Place place) {
    boolean inLine = true;
    boolean interrupted = false;
    try {
      while (!place.woken) {
        long left = place.end - System.nanoTime();
        if (inLine && (interrupted || left <= 0)) {
          if (leave(place)) {
            return false;
          }
          inLine = false;
        } else if (inLine && place.watchesClock) {
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

  /** Whether it could leave, since nobody has taken it out. */
  private boolean leave(Place place) {
    lock.lock();
    try {
      boolean left = places.remove(place);
      tellFirst();
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the first in line when it has become that just now, to look at the clock. */
  private void tellFirst() {
    Place next = places.peek();
    if (next != null) {
      next.watchClock();
    }
  }
}
