package linkhold.pages;

import java.time.Duration;

/**
 * How fast pages are read: a token bucket. A page costs one interval, so that an idle server begins
 * a few at once and then a fixed number a second. Reading slows down first when the machine is
 * busy: a page then costs several intervals, and taking pages from the queue costs a multiple of
 * the time it took, which is long when the database is busy. Not safe for concurrent use.
 */
final class Pace {

  /** 20 pages a second. */
  static final Duration INTERVAL = Duration.ofMillis(50);

  /** How many intervals a page costs on a busy machine, which reads 5 a second. */
  static final int BUSY_COST = 4;

  /** How many reads are started at once after an idle time. */
  static final int BURST = 10;

  /** How much longer the pause is than the time that the work on the queue took. */
  static final int PAUSE_FACTOR = 16;

  /** The longest pause, so that reading never stops. */
  static final Duration MAX_PAUSE = Duration.ofSeconds(1);

  private static final long MAX_CREDIT = BURST * INTERVAL.toNanos();
  private static final long MIN_CREDIT = INTERVAL.minus(MAX_PAUSE).toNanos();

  private long credit = MAX_CREDIT;
  private long seen;

  /** A full bucket at {@code now}, in nanoseconds of any clock that never goes back. */
  Pace(long now) {
    this.seen = now;
  }

  /** How many reads may be started now, at most. */
  int pages(long now) {
    refill(now);
    return (int) Math.max(0, credit / INTERVAL.toNanos());
  }

  /**
   * Counts reads that were started.
   *
   * @param work the time that taking them from the queue took
   * @param busy whether the machine has much else to do
   */
  void spend(int pages, Duration work, boolean busy) {
    long cost = (busy ? BUSY_COST : 1) * INTERVAL.toNanos();
    credit -= Math.max(pages * cost, PAUSE_FACTOR * work.toNanos());
    credit = Math.max(credit, MIN_CREDIT);
  }

  /** How long to wait until a read may be started. */
  Duration pause(long now) {
    refill(now);
    return Duration.ofNanos(Math.max(0, INTERVAL.toNanos() - credit));
  }

  private void refill(long now) {
    credit = Math.min(MAX_CREDIT, credit + now - seen);
    seen = now;
  }
}
