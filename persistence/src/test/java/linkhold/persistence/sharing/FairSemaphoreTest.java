package linkhold.persistence.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FairSemaphoreTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofSeconds(1);

  @Test
  void noMoreHavePermitsThanThereAre() throws Exception {
    var semaphore = new FairSemaphore(3, LONG);
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    List<CallingThread<Boolean>> takers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      takers.add(
          new CallingThread<>(() -> {
            for (int n = 0; n < 1000; n++) {
              semaphore.acquire();
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              inside.decrementAndGet();
              semaphore.release();
            }
            return true;
          }));
    }
    for (CallingThread<Boolean> taker : takers) {
      taker.get();
    }
    assertTrue(most.get() <= 3, most.toString());
    IntStream.range(0, 3).forEach(_ -> semaphore.acquire());
  }

  @Test
  void whoCameFirstIsFirst() throws Exception {
    var semaphore = new FairSemaphore(1, LONG);
    semaphore.acquire();
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<CallingThread<Boolean>> takers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      takers.add(
          CallingThread.waiting(() -> {
            semaphore.acquire();
            order.add(number);
            semaphore.release();
            return true;
          }));
    }

    semaphore.release();

    for (CallingThread<Boolean> taker : takers) {
      taker.get();
    }
    assertEquals(List.of(0, 1, 2, 3, 4), order);
  }

  @Test
  void eachCallerThatWaitsTooLongIsRefusedInAnyOrderAndTakesNoPermit() throws Exception {
    var semaphore = new FairSemaphore(1, SHORT);
    semaphore.acquire();
    CallingThread<Boolean> interrupted = taking(semaphore);
    List<CallingThread<Boolean>> late = List.of(taking(semaphore), taking(semaphore));

    interrupted.interrupt();

    interrupted.assertRefused();
    late.forEach(CallingThread::assertRefused);
    semaphore.release();
    semaphore.acquire();
  }

  @Test
  void aCallThatBecomesTheFirstInTheQueueIsRefusedInTimeToo() throws Exception {
    var semaphore = new FairSemaphore(1, SHORT);
    semaphore.acquire();
    CallingThread<Boolean> first = taking(semaphore);
    CallingThread<Boolean> second = taking(semaphore);

    semaphore.release();

    first.get();
    second.assertRefused();
  }

  @Test
  void anInterruptedCallerThatGetsAPermitKeepsItAndStaysInterrupted() throws Exception {
    var semaphore = new FairSemaphore(1, LONG);
    CallingThread<Boolean> taker =
        new CallingThread<>(() -> {
          Thread.currentThread().interrupt();
          semaphore.acquire();
          return true;
        });

    assertTrue(taker.get());
    assertTrue(taker.wasInterruptedAtTheEnd());
  }

  /** A thread that is waiting for a permit. */
  private static CallingThread<Boolean> taking(FairSemaphore semaphore) {
    return CallingThread.waiting(Executors.callable(semaphore::acquire, true));
  }
}
