package linkhold.outgoing;

import java.time.Duration;

/** A deadline, by the monotonic clock. */
public record Deadline(long nanoTime) {

  /** The deadline {@code duration} from now. */
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
