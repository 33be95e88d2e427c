package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import linkhold.domain.UnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FairSemaphoreTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(300);

  /** A thread that takes permits, and tells whether it was interrupted in the end. */
  private static final class Taker {

    private static final Set<Thread.State> WAITING =
        Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

    private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    private final Thread thread;

    Taker(Runnable work) {
      thread =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  work.run();
                  interrupted.complete(Thread.currentThread().isInterrupted());
                } catch (Throwable e) {
                  interrupted.completeExceptionally(e);
                }
              });
    }

    /** One that has come to wait. */
    static Taker waiting(Runnable work) {
      Taker taker = new Taker(work);
      while (!WAITING.contains(taker.thread.getState())) {
        Thread.onSpinWait();
      }
      return taker;
    }

    boolean get() throws Exception {
      return interrupted.get(30, TimeUnit.SECONDS);
    }

    void assertRefused() {
      Throwable reason = assertThrows(ExecutionException.class, this::get).getCause();
      assertInstanceOf(UnavailableException.class, reason);
    }
  }

  @Test
  void noMoreHavePermitsThanThereAre() throws Exception {
    var semaphore = new FairSemaphore(3, LONG);
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    List<Taker> takers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      takers.add(
          new Taker(() -> {
            for (int n = 0; n < 1000; n++) {
              semaphore.acquire();
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              inside.decrementAndGet();
              semaphore.release();
            }
          }));
    }
    for (Taker taker : takers) {
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
    List<Taker> takers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      takers.add(
          Taker.waiting(() -> {
            semaphore.acquire();
            order.add(number);
            semaphore.release();
          }));
    }

    semaphore.release();

    for (Taker taker : takers) {
      taker.get();
    }
    assertEquals(List.of(0, 1, 2, 3, 4), order);
  }

  @Test
  void whoeverComesFirstEachThatWaitsTooLongIsRefusedAndTakesNothing() throws Exception {
    var semaphore = new FairSemaphore(1, SHORT);
    semaphore.acquire();
    Taker interrupted = Taker.waiting(semaphore::acquire);
    List<Taker> late =
        List.of(Taker.waiting(semaphore::acquire), Taker.waiting(semaphore::acquire));

    interrupted.thread.interrupt();

    interrupted.assertRefused();
    late.forEach(Taker::assertRefused);
    semaphore.release();
    semaphore.acquire();
  }

  @Test
  void whoComesToBeFirstIsRefusedInTimeToo() throws Exception {
    var semaphore = new FairSemaphore(1, SHORT);
    semaphore.acquire();
    Taker first = Taker.waiting(semaphore::acquire);
    Taker second = Taker.waiting(semaphore::acquire);

    semaphore.release();

    first.get();
    second.assertRefused();
  }

  @Test
  void whoIsInterruptedAndHasAPermitKeepsBoth() throws Exception {
    var semaphore = new FairSemaphore(1, LONG);
    Taker taker =
        new Taker(() -> {
          Thread.currentThread().interrupt();
          semaphore.acquire();
        });

    assertTrue(taker.get());
  }
}
