package linkhold.persistence.sharing;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import linkhold.domain.Patience;
import linkhold.domain.UnavailableException;

/** A thread that makes one call, which may have to wait. */
public final class CallingThread<T> {

  private static final Set<Thread.State> WAITING =
      Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

  private final FutureTask<T> task;
  private final Thread thread;
  private volatile boolean interruptedAtTheEnd;

  CallingThread(Callable<T> call) {
    task =
        new FutureTask<>(() -> {
          try {
            return call.call();
          } finally {
            interruptedAtTheEnd = Thread.currentThread().isInterrupted();
          }
        });
    thread = Thread.ofPlatform().start(task);
  }

  /** A caller that is waiting. */
  static <T> CallingThread<T> waiting(Callable<T> call) {
    CallingThread<T> caller = new CallingThread<>(call);
    Thread.State state;
    do {
      Thread.onSpinWait();
      state = caller.thread.getState();
    } while (!WAITING.contains(state) && state != Thread.State.TERMINATED);
    assertNotEquals(Thread.State.TERMINATED, state, "the call did not wait");
    return caller;
  }

  void interrupt() {
    thread.interrupt();
  }

  T get() throws Exception {
    return task.get(Patience.seconds(30), TimeUnit.SECONDS);
  }

  Throwable failure() {
    return Objects.requireNonNull(assertThrows(ExecutionException.class, this::get).getCause());
  }

  void assertRefused() {
    assertInstanceOf(UnavailableException.class, failure());
  }

  /** Whether its thread was interrupted when the call had ended. */
  boolean wasInterruptedAtTheEnd() {
    return interruptedAtTheEnd;
  }
}
