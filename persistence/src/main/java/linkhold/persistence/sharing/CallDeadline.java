package linkhold.persistence.sharing;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * The deadline of the call that the current thread runs, for all its waits together: in queues, for
 * other calls and for a connection. A nested call has no later deadline than the outer one.
 */
public final class CallDeadline {

  /** As {@link System#nanoTime} has it. */
  private static final ScopedValue<Long> END = ScopedValue.newInstance();

  private CallDeadline() {}

  /** Runs {@code work}, whose waits take {@code patience} at most, together. */
  public static <T> T within(Duration patience, Supplier<T> work) {
    if (END.isBound()) {
      return work.get();
    }
    long end = System.nanoTime() + patience.toNanos();
    return ScopedValue.where(END, end).<T, RuntimeException>call(work::get);
  }

  /**
   * The deadline of the current call, a value of {@link System#nanoTime}.
   *
   * @param patience how long from now on, outside of a call
   */
  public static long end(Duration patience) {
    return END.isBound() ? END.get() : System.nanoTime() + patience.toNanos();
  }
}
