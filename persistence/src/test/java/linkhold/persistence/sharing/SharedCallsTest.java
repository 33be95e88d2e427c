package linkhold.persistence.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import linkhold.domain.UnavailableException;
import org.junit.jupiter.api.Test;

/** Calls are texts here, and the answer to each is the text in capitals. */
final class SharedCallsTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  /** The statement named "gate" has begun, and ends when the test allows it. */
  private final CountDownLatch begun = new CountDownLatch(1);

  private final Semaphore gate = new Semaphore(0);
  private final List<List<String>> statements = Collections.synchronizedList(new ArrayList<>());

  @Test
  void aLoneCallRunsAtOnceOnItsCallersThread() {
    List<Thread> threads = new ArrayList<>();
    SharedCalls<String, String> calls =
        new SharedCalls<>(
            group -> {
              threads.add(Thread.currentThread());
              return group;
            },
            () -> _ -> true,
            new SharedCalls.Limits(10, LONG));

    assertEquals("a", calls.answer("a"));
    assertEquals("b", calls.answer("b"));

    assertEquals(List.of(Thread.currentThread(), Thread.currentThread()), threads);
  }

  @Test
  void callsThatArriveDuringAStatementShareTheNextOne() throws Exception {
    SharedCalls<String, String> calls = calls(10, LONG);
    CallingThread<String> first = behindTheGate(calls);
    CallingThread<String> a = waiting(calls, "a");
    CallingThread<String> b = waiting(calls, "b");
    CallingThread<String> c = waiting(calls, "c");

    gate.release();

    assertEquals(List.of("GATE", "A", "B", "C"), List.of(first.get(), a.get(), b.get(), c.get()));
    assertEquals(List.of(List.of("gate"), List.of("a", "b", "c")), statements);
  }

  @Test
  void callsThatDoNotFitWaitForTheStatementAfter() throws Exception {
    SharedCalls<String, String> calls =
        new SharedCalls<>(
            this::answer, SharedCallsTest::distinct, new SharedCalls.Limits(10, LONG));
    CallingThread<String> first = behindTheGate(calls);
    List<CallingThread<String>> others = new ArrayList<>();
    for (String call : List.of("a", "b", "a", "c", "a")) {
      others.add(waiting(calls, call));
    }

    gate.release();

    first.get();
    for (CallingThread<String> other : others) {
      other.get();
    }
    assertEquals(
        List.of(List.of("gate"), List.of("a", "b", "c"), List.of("a"), List.of("a")), statements);
  }

  @Test
  void aBadCallFailsAlone() throws Exception {
    SharedCalls<String, String> calls = calls(10, LONG);
    CallingThread<String> first = behindTheGate(calls);
    CallingThread<String> a = waiting(calls, "a");
    CallingThread<String> bad = waiting(calls, "bad");
    CallingThread<String> c = waiting(calls, "c");

    gate.release();

    assertEquals(List.of("GATE", "A", "C"), List.of(first.get(), a.get(), c.get()));
    assertInstanceOf(IllegalArgumentException.class, bad.failure());
    assertEquals("D", calls.answer("d"));
  }

  @Test
  void whenTheDatabaseIsAwayAllOfAGroupFailAndNoneIsTriedAgain() throws Exception {
    SharedCalls<String, String> calls = calls(10, LONG);
    CallingThread<String> first = behindTheGate(calls);
    CallingThread<String> a = waiting(calls, "a");
    CallingThread<String> away = waiting(calls, "away");

    gate.release();

    assertEquals("GATE", first.get());
    a.assertRefused();
    away.assertRefused();
    assertEquals(List.of(List.of("gate"), List.of("a", "away")), statements);
  }

  @Test
  void anErrorOfTheStatementDoesNotEndTheOthersWait() throws Exception {
    SharedCalls<String, String> calls = calls(10, LONG);
    CallingThread<String> first = behindTheGate(calls);
    CallingThread<String> error = waiting(calls, "error");
    CallingThread<String> b = waiting(calls, "b");

    gate.release();

    assertEquals(List.of("GATE", "B"), List.of(first.get(), b.get()));
    assertInstanceOf(StackOverflowError.class, error.failure());
  }

  @Test
  void moreCallsThanMayWaitAreRefusedAtOnce() throws Exception {
    SharedCalls<String, String> calls = calls(2, LONG);
    CallingThread<String> first = behindTheGate(calls);
    CallingThread<String> a = waiting(calls, "a");
    CallingThread<String> b = waiting(calls, "b");

    assertThrows(UnavailableException.class, () -> calls.answer("c"));
    gate.release();

    assertEquals(List.of("GATE", "A", "B"), List.of(first.get(), a.get(), b.get()));
    assertEquals("C", calls.answer("c"));
  }

  @Test
  void aCallThatWaitsTooLongIsRefusedAndHasNoEffect() throws Exception {
    SharedCalls<String, String> calls = calls(10, Duration.ofMillis(50));
    CallingThread<String> first = behindTheGate(calls);

    assertThrows(UnavailableException.class, () -> calls.answer("late"));
    gate.release();

    assertEquals("GATE", first.get());
    assertEquals(List.of(List.of("gate")), statements);
  }

  @Test
  void eachCallThatWaitsTooLongIsRefusedInAnyOrder() throws Exception {
    SharedCalls<String, String> calls = calls(10, Duration.ofSeconds(1));
    CallingThread<String> first = behindTheGate(calls);
    CallingThread<String> interrupted = waiting(calls, "interrupted");
    List<CallingThread<String>> late =
        List.of(waiting(calls, "a"), waiting(calls, "b"), waiting(calls, "c"));

    interrupted.interrupt();

    for (CallingThread<String> caller : late) {
      caller.assertRefused();
    }
    gate.release();
    assertEquals("GATE", first.get());
    assertEquals(List.of(List.of("gate")), statements);
  }

  @Test
  void whoFitsIntoNoGroupForTooLongIsRefused() throws Exception {
    SharedCalls<String, String> calls =
        new SharedCalls<>(
            this::answer,
            SharedCallsTest::single,
            new SharedCalls.Limits(10, Duration.ofSeconds(1)));
    CallingThread<String> first = behindTheGate(calls);
    CallingThread<String> gateAgain = waiting(calls, "gate");
    CallingThread<String> late = waiting(calls, "late");

    gate.release();

    assertEquals("GATE", first.get());
    late.assertRefused();
    gate.release();
    assertEquals("GATE", gateAgain.get());
    assertEquals(List.of(List.of("gate"), List.of("gate")), statements);
  }

  @Test
  void anInterruptedCallerGivesUpItsPlaceAndStaysInterrupted() throws Exception {
    SharedCalls<String, String> calls = calls(10, LONG);
    CallingThread<String> first = behindTheGate(calls);
    CallingThread<String> a = waiting(calls, "a");
    CallingThread<String> b = waiting(calls, "b");

    a.interrupt();

    a.assertRefused();
    assertTrue(a.wasInterruptedAtTheEnd());
    gate.release();
    assertEquals(List.of("GATE", "B"), List.of(first.get(), b.get()));
    assertEquals(List.of(List.of("gate"), List.of("b")), statements);
  }

  @Test
  void whoIsInterruptedWhileRunningAGroupDoesNotFailTheOthers() throws Exception {
    CountDownLatch inGroup = new CountDownLatch(1);
    SharedCalls<String, String> calls =
        new SharedCalls<>(
            group -> {
              if (group.equals(List.of("a", "b"))) {
                inGroup.countDown();
                try {
                  gate.acquire(2);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                  throw new UnavailableException("Interrupted.", e);
                }
              }
              return answer(group);
            },
            () -> _ -> true,
            new SharedCalls.Limits(10, LONG));
    CallingThread<String> first = behindTheGate(calls);
    CallingThread<String> a = waiting(calls, "a");
    CallingThread<String> b = waiting(calls, "b");
    gate.release();
    inGroup.await();

    a.interrupt();

    assertEquals(List.of("GATE", "A", "B"), List.of(first.get(), a.get(), b.get()));
    assertTrue(a.wasInterruptedAtTheEnd());
    assertFalse(b.wasInterruptedAtTheEnd());
  }

  @Test
  void closingAnswersWaitingCallsAndRefusesNewOnes() throws Exception {
    SharedCalls<String, String> calls = calls(10, LONG);
    CallingThread<String> first = behindTheGate(calls);
    CallingThread<String> a = waiting(calls, "a");
    CallingThread<String> closing =
        CallingThread.waiting(() -> {
          calls.close(LONG);
          return statements.toString();
        });

    assertThrows(UnavailableException.class, () -> calls.answer("late"));
    gate.release();

    assertEquals("[[gate], [a]]", closing.get());
    assertEquals(List.of("GATE", "A"), List.of(first.get(), a.get()));
  }

  @Test
  void closingDoesNotWaitForEver() throws Exception {
    SharedCalls<String, String> calls = calls(10, LONG);
    CallingThread<String> first = behindTheGate(calls);

    calls.close(Duration.ofMillis(50));

    gate.release();
    assertEquals("GATE", first.get());
  }

  private SharedCalls<String, String> calls(int waiting, Duration patience) {
    return new SharedCalls<>(
        this::answer, () -> _ -> true, new SharedCalls.Limits(waiting, patience));
  }

  private static Predicate<String> distinct() {
    Set<String> group = new HashSet<>();
    return group::add;
  }

  private static Predicate<String> single() {
    Set<String> group = new HashSet<>();
    return call -> group.isEmpty() && group.add(call);
  }

  private List<String> answer(List<String> group) {
    statements.add(group);
    if (group.contains("gate")) {
      begun.countDown();
      gate.acquireUninterruptibly();
    }
    if (group.contains("bad")) {
      throw new IllegalArgumentException("bad");
    }
    if (group.contains("away")) {
      throw new UnavailableException("away");
    }
    if (group.contains("error")) {
      throw new StackOverflowError();
    }
    return group.stream().map(call -> call.toUpperCase(Locale.ROOT)).toList();
  }

  /** A call whose statement runs until the gate opens. */
  private CallingThread<String> behindTheGate(SharedCalls<String, String> calls)
      throws InterruptedException {
    CallingThread<String> caller = new CallingThread<>(() -> calls.answer("gate"));
    begun.await();
    return caller;
  }

  /** A call that is waiting. */
  private static CallingThread<String> waiting(SharedCalls<String, String> calls, String call) {
    return CallingThread.waiting(() -> calls.answer(call));
  }
}
