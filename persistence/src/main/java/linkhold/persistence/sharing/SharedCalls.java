package linkhold.persistence.sharing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import linkhold.domain.UnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one kind that share statements: those that arrive while a statement is under way are
 * gathered into the next one. There is no thread behind it. A call that finds nothing under way is
 * run at once by its own caller; otherwise the caller waits until its group is answered, or until
 * its call is the first of the next group, which it then runs. A caller returns only after the
 * statement that its call was part of.
 *
 * <p>One bad call fails alone: when a group fails, its calls are run again one by one, each by its
 * own caller; but when the database cannot be reached, all of them fail. Safe for concurrent use.
 * Calls that are waiting are answered in the order in which they came, as far as they fit.
 *
 * @param <Q> a call
 * @param <A> its answer
 */
public final class SharedCalls<Q, A> {

  /**
   * Limits of waiting.
   *
   * @param calls how many calls; more are refused
   * @param patience how long a call may wait for the statement that it will be part of to begin,
   *     and for what that statement waits for
   */
  public record Limits(int calls, Duration patience) {}

  private final Function<List<Q>, List<A>> statement;
  private final Supplier<Predicate<Q>> fitting;
  private final Limits limits;
  private final SharingCounts counts;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final WaitQueue<Call<Q, A>> waiting = new WaitQueue<>(lock);
  private boolean running;
  private int unanswered;
  private boolean closed;

  /**
   * Calls that share {@code statement}.
   *
   * @param statement answers calls, in their order
   * @param fitting makes the predicate of a new group, which is asked for each call whether it
   *     joins, beginning with the first, which it must accept
   */
  public SharedCalls(
      Function<List<Q>, List<A>> statement, Supplier<Predicate<Q>> fitting, Limits limits) {
    this(statement, fitting, limits, new SharingCounts());
  }

  /** Like the other, and counts in {@code counts}, which others may share. */
  public SharedCalls(
      Function<List<Q>, List<A>> statement,
      Supplier<Predicate<Q>> fitting,
      Limits limits,
      SharingCounts counts) {
    this.counts = counts;
    this.statement = statement;
    this.fitting = fitting;
    this.limits = limits;
  }

  /**
   * The answer to a call.
   *
   * @throws UnavailableException when too many calls wait, this one waited for too long or its
   *     thread was interrupted while it did, or this is closed; then it had no effect
   * @throws RuntimeException the statement's exception for this call
   */
  public A answer(Q question) {
    return CallDeadline.within(limits.patience, () -> answerInTime(question));
  }

  private A answerInTime(Q question) {
    Call<Q, A> call = new Call<>(question, CallDeadline.end(limits.patience));
    if (begin(call)) {
      lead(List.of(call));
    } else {
      long begin = System.nanoTime();
      boolean woken = waiting.await(call);
      counts.waited(System.nanoTime() - begin);
      if (!woken) {
        noteAnswered(1);
        throw new UnavailableException("The database is too busy.");
      }
      if (call.state instanceof Leading<Q, A>(List<Call<Q, A>> group)) {
        lead(group);
      }
    }
    return finish(call);
  }

  /** Refuses new calls, and returns once all are answered or the time limit is over. */
  public void close(Duration limit) {
    lock.lock();
    try {
      closed = true;
      long left = limit.toNanos();
      while (unanswered > 0 && left > 0) {
        left = idle.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the call is to run at once; otherwise it waits from now on. */
  private boolean begin(Call<Q, A> call) {
    lock.lock();
    try {
      if (closed) {
        throw new UnavailableException("The server is stopping.");
      }
      if (running && waiting.size() >= limits.calls) {
        throw new UnavailableException("Too many calls wait for the database.");
      }
      unanswered++;
      if (running) {
        waiting.add(call);
        return false;
      }
      running = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private A finish(Call<Q, A> call) {
    return switch (call.state) {
      case Answered<Q, A>(A answer) -> answer;
      case Failed<Q, A>(Throwable reason) -> {
        if (reason instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) reason;
      }
      case Alone<Q, A> _ -> runAlone(call);
      case Leading<Q, A> _ -> throw new IllegalStateException("A group was not answered.");
      case null -> throw new IllegalStateException("A call did not wait.");
    };
  }

  /** Runs the group of this thread's call, answers the others, and lets the next group begin. */
  private void lead(List<Call<Q, A>> group) {
    counts.ran(group.size());
    State<Q, A> failure = new Alone<>();
    List<A> answers = null;
    // An interrupt during input or output would break the connection for the whole group.
    boolean interrupted = Thread.interrupted();
    try {
      answers = statement.apply(group.stream().map(call -> call.question).toList());
    } catch (RuntimeException | Error e) {
      interrupted |= Thread.interrupted();
      if (group.size() == 1 || e instanceof UnavailableException && !interrupted) {
        failure = new Failed<>(e);
      }
    } finally {
      endGroup(failure instanceof Alone && answers == null ? 0 : group.size());
      for (int i = 0; i < group.size(); i++) {
        group.get(i).moveTo(answers == null ? failure : new Answered<>(answers.get(i)));
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private A runAlone(Call<Q, A> call) {
    counts.ran(1);
    try {
      return statement.apply(List.of(call.question)).getFirst();
    } finally {
      noteAnswered(1);
    }
  }

  /** Starts the next group, before the callers of the ended one are woken. */
  private void endGroup(int answered) {
    List<Call<Q, A>> next;
    lock.lock();
    try {
      Predicate<Q> fits = fitting.get();
      next = waiting.take(call -> fits.test(call.question));
      running = !next.isEmpty();
      noteAnswered(answered);
    } finally {
      lock.unlock();
    }
    if (!next.isEmpty()) {
      next.getFirst().moveTo(new Leading<>(next));
    }
  }

  private void noteAnswered(int calls) {
    lock.lock();
    try {
      unanswered -= calls;
      if (unanswered == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What the caller of a waiting call does next. */
  private sealed interface State<Q, A> {}

  /** Runs this group, in which its call is the first. */
  private record Leading<Q, A>(List<Call<Q, A>> group) implements State<Q, A> {}

  /** Returns the answer. */
  private record Answered<Q, A>(A answer) implements State<Q, A> {}

  /** Ends with this unchecked exception or error. */
  private record Failed<Q, A>(Throwable reason) implements State<Q, A> {}

  /** Runs its call by itself. */
  private record Alone<Q, A>() implements State<Q, A> {}

  private static final class Call<Q, A> extends WaitQueue.Waiter {

    private final Q question;
    private @Nullable State<Q, A> state;

    Call(Q question, long end) {
      super(end);
      this.question = question;
    }

    void moveTo(State<Q, A> next) {
      state = next;
      wake();
    }
  }
}
