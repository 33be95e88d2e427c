package linkhold.http.sync;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import linkhold.domain.AccountId;
import linkhold.domain.Token;
import linkhold.http.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * The thread that tells one client of changes, as others see it: they ring when there may be
 * something to tell, and end it. It begins as rung.
 */
final class Listener implements AutoCloseable {

  private final Thread thread = Thread.currentThread();
  private final Consumer<Listener> onClose;
  private final Caller caller;
  private volatile boolean rung = true;
  private volatile boolean ended;
  private volatile long verifiedAt;

  /**
   * The calling thread, which tells {@code caller}.
   *
   * @param onClose is called when it is closed
   */
  Listener(Caller caller, Consumer<Listener> onClose) {
    this.onClose = onClose;
    this.caller = caller;
  }

  AccountId account() {
    return caller.account().id();
  }

  /** The token that the client showed; null in open mode. */
  @Nullable Token token() {
    return caller.token();
  }

  /** There may be something to tell. */
  void ring() {
    rung = true;
    LockSupport.unpark(thread);
  }

  /** There is nothing more to tell. */
  void end() {
    ended = true;
    LockSupport.unpark(thread);
  }

  /** Whether it was ended, or its thread was interrupted. */
  boolean hasEnded() {
    return ended || thread.isInterrupted();
  }

  /**
   * Waits until it is rung, ended, or {@code time} is over; whether it was rung since the last
   * call.
   */
  boolean awaitRing(Duration time) {
    long deadline = System.nanoTime() + time.toNanos();
    long left = time.toNanos();
    while (!rung && !hasEnded() && left > 0) {
      LockSupport.parkNanos(this, left);
      left = deadline - System.nanoTime();
    }
    if (!rung) {
      return false;
    }
    rung = false; // before the caller looks, so that no ring after that gets lost
    return true;
  }

  /** Waits until it is ended or {@code time} is over. */
  void awaitEnd(Duration time) {
    long deadline = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0 && !hasEnded(); left = deadline - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  /** The token was there at {@code time}, by the system's nanoseconds. */
  void verify(long time) {
    verifiedAt = time;
  }

  /** How long ago the token was known to be there. */
  Duration sinceVerified() {
    return Duration.ofNanos(System.nanoTime() - verifiedAt);
  }

  @Override
  public void close() {
    onClose.accept(this);
  }
}
