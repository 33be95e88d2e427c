package linkhold.http.sync;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import linkhold.domain.AccountId;
import linkhold.domain.Token;
import linkhold.http.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * The thread of one client's stream, as other threads see it: they signal it when there may be
 * changes, which wakes it, or end it. It begins signalled, so the first wait returns at once.
 */
final class Listener implements AutoCloseable {

  private final Thread thread = Thread.currentThread();
  private final Consumer<Listener> onClose;
  private final Caller caller;
  private volatile boolean signalled = true;
  private volatile boolean ended;
  private volatile long verifiedAt;

  /**
   * The calling thread, whose stream is for {@code caller}.
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

  /** The client's token; null in open mode. */
  @Nullable Token token() {
    return caller.token();
  }

  /** Wakes it: there may be changes. */
  void signal() {
    signalled = true;
    LockSupport.unpark(thread);
  }

  /** Ends it. */
  void end() {
    ended = true;
    LockSupport.unpark(thread);
  }

  /** Whether it was ended, or its thread was interrupted. */
  boolean hasEnded() {
    return ended || thread.isInterrupted();
  }

  /**
   * Waits until it is signalled or ended, or {@code time} has passed; true when it was signalled
   * since the last call.
   */
  boolean awaitSignal(Duration time) {
    long deadline = System.nanoTime() + time.toNanos();
    long left = time.toNanos();
    while (!signalled && !hasEnded() && left > 0) {
      LockSupport.parkNanos(this, left);
      left = deadline - System.nanoTime();
    }
    if (!signalled) {
      return false;
    }
    signalled = false; // before the caller reads, so that no later signal is lost
    return true;
  }

  /** Waits until it is ended or {@code time} has passed. */
  void awaitEnd(Duration time) {
    long deadline = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0 && !hasEnded(); left = deadline - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  /** Records that the token was valid at {@code time}, by {@link System#nanoTime}. */
  void verify(long time) {
    verifiedAt = time;
  }

  /** How long ago the token was last known to be valid. */
  Duration sinceVerified() {
    return Duration.ofNanos(System.nanoTime() - verifiedAt);
  }

  @Override
  public void close() {
    onClose.accept(this);
  }
}
