package linkhold.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many pages are begun in which time, with a clock of the test. */
final class PaceTest {

  private static final Duration QUICK = Duration.ofMillis(1);

  private long now = -5_000_000_000L;
  private final Pace pace = new Pace(now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** Begins each page as soon as the pace allows; returns how many there were. */
  private int begunWithin(Duration time, Duration work) {
    return begunWithin(time, work, false);
  }

  private int begunWithin(Duration time, Duration work, boolean busy) {
    long end = now + time.toNanos();
    int begun = 0;
    pass(pace.pause(now));
    while (now < end) {
      begun++;
      pace.spend(1, work, busy);
      pass(pace.pause(now));
    }
    return begun;
  }

  @Test
  void aSinglePageIsReadWithoutAPause() {
    assertEquals(Duration.ZERO, pace.pause(now));
    pace.spend(1, QUICK, false);
    assertEquals(Duration.ZERO, pace.pause(now));
  }

  @Test
  void aThousandPagesTakeWellUnderAMinute() {
    assertEquals(20 * 50, begunWithin(Duration.ofSeconds(50), QUICK), Pace.BURST);
  }

  @Test
  void noMoreAreBegunAtOnceHoweverLongTheRestWas() {
    pass(Duration.ofHours(1));
    assertEquals(Pace.BURST, pace.pages(now));
    pace.spend(Pace.BURST, QUICK, false);
    assertEquals(0, pace.pages(now));
    assertEquals(Pace.INTERVAL, pace.pause(now));
  }

  @Test
  void fewerAreBegunWhereTheQueueIsSlowToAnswer() {
    begunWithin(Duration.ofSeconds(1), QUICK);
    Duration slow = Duration.ofSeconds(1).dividedBy(5 * Pace.PAUSE_FACTOR);
    assertEquals(5 * 10, begunWithin(Duration.ofSeconds(10), slow), 1);
  }

  @Test
  void fewerAreBegunOnABusyMachine() {
    begunWithin(Duration.ofSeconds(1), QUICK, true);
    assertEquals(5 * 10, begunWithin(Duration.ofSeconds(10), QUICK, true), 1);
  }

  @Test
  void theMachineIsAskedOnceASecond() {
    Iterator<Double> loads = List.of(0.95, -1.0).iterator();
    var cpu = new CpuLoad(loads::next, now);
    assertFalse(cpu.isBusy(now));
    pass(CpuLoad.PERIOD);
    assertTrue(cpu.isBusy(now));
    assertTrue(cpu.isBusy(now));
    pass(CpuLoad.PERIOD.minusNanos(1));
    assertTrue(cpu.isBusy(now));
    pass(Duration.ofNanos(1));
    assertFalse(cpu.isBusy(now));
  }

  @Test
  void thisMachineHasALoad() {
    double load = CpuLoad.ofThisMachine().getAsDouble();
    assertTrue(load <= 1, () -> "load: " + load);
  }

  @Test
  void readingNeverStops() {
    pace.spend(1, Duration.ofMinutes(1), false);
    assertEquals(Pace.MAX_PAUSE, pace.pause(now));
    pass(Pace.MAX_PAUSE);
    assertEquals(1, pace.pages(now));
  }

  @Test
  void looksThatFindNothingCostNothingOnceASecond() {
    for (int i = 0; i < 100; i++) {
      pace.spend(0, QUICK, false);
      pass(Duration.ofSeconds(1));
    }
    assertEquals(Pace.BURST, pace.pages(now));
  }
}
