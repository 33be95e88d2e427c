package linkhold.persistence.sharing;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Until when the present call of a thread may wait: for its turn, for other calls and for a
 * connection, all together. A call within another one waits no longer than that one.
 */
public final class CallDeadline {

  /** As {@link System#nanoTime} has it. */
  private static final ScopedValue<Long> END = ScopedValue.newInstance();

  private CallDeadline() {}

  /** The result of {@code work}, all of which waits for {@code patience} at most. */
  public static <T> T within(Duration patience, Supplier<T> work) {
    if (END.isBound()) {
      return work.get();
    }
    long end = System.nanoTime() + patience.toNanos();
    return ScopedValue.where(END, end).<T, RuntimeException>call(work::get);
  }

  /**
   * When the present call stops waiting, as {@link System#nanoTime} has it.
   *
   * @param patience how long from now on, where no call has begun
   */
  public static long end(Duration patience) {
    return END.isBound() ? END.get() : System.nanoTime() + patience.toNanos();
  }
}
