package linkhold.outgoing;

import java.time.Duration;

/** A moment by which something has to be done, by the clock that only goes forward. */
public record Deadline(long nanoTime) {

  /** A moment {@code duration} from now. */
  public static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** How much time is left; never negative. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  /** The earlier of this and {@code duration} from now. */
  Deadline within(Duration duration) {
    return left().compareTo(duration) < 0 ? this : in(duration);
  }
}
