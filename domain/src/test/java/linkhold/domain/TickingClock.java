package linkhold.domain;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that is one second later at each reading, so that no two moments are the same. */
public final class TickingClock extends Clock {

  private final Instant start;
  private final AtomicLong seconds = new AtomicLong();

  public TickingClock(Instant start) {
    this.start = start;
  }

  /** Lets time go by, in whole seconds. */
  void pass(Duration time) {
    seconds.addAndGet(time.toSeconds());
  }

  @Override
  public Instant instant() {
    return start.plusSeconds(seconds.getAndIncrement());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("Tells UTC only.");
  }
}
