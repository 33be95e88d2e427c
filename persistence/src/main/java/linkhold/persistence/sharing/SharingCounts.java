package linkhold.persistence.sharing;

import java.util.concurrent.atomic.LongAdder;

/** How often calls of one kind shared a statement, and how long they waited for it. */
public final class SharingCounts {

  private final LongAdder statements = new LongAdder();
  private final LongAdder calls = new LongAdder();
  private final LongAdder waits = new LongAdder();
  private final LongAdder waitNanos = new LongAdder();

  void ran(int callsInIt) {
    statements.increment();
    calls.add(callsInIt);
  }

  void waited(long nanos) {
    waits.increment();
    waitNanos.add(nanos);
  }

  /** How many statements were run. */
  public long statements() {
    return statements.sum();
  }

  /** How many calls they answered. */
  public long calls() {
    return calls.sum();
  }

  /** How many calls waited for another's statement. */
  public long waits() {
    return waits.sum();
  }

  /** How long those waited until they were answered or ran their own, together, in nanoseconds. */
  public long waitNanos() {
    return waitNanos.sum();
  }
}
