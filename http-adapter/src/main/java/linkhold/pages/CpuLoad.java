package linkhold.pages;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Whether the machine, or the container that this process may use, is busy. The JDK is asked at
 * most once a second, so that its answer is about at least a second. Not safe for concurrent use.
 *
 * @see OperatingSystemMXBean#getCpuLoad()
 */
final class CpuLoad {

  /** The part of the processors' time from which on the machine counts as busy. */
  static final double BUSY = 0.8;

  static final Duration PERIOD = Duration.ofSeconds(1);

  private final DoubleSupplier load;
  private boolean busy;
  private long asked;

  /**
   * Not busy at {@code now}, in nanoseconds of any clock that never goes back.
   *
   * @param load the part of the processors' time that was used since its last call, from 0 to 1;
   *     negative where that is unknown
   */
  CpuLoad(DoubleSupplier load, long now) {
    this.load = load;
    this.asked = now;
  }

  /** Of the machine that this process runs on. */
  static DoubleSupplier ofThisMachine() {
    return () -> ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getCpuLoad();
  }

  /** Whether the machine was busy in the last period that ended, at {@code now}. */
  boolean isBusy(long now) {
    if (now - asked >= PERIOD.toNanos()) {
      busy = load.getAsDouble() > BUSY;
      asked = now;
    }
    return busy;
  }
}
