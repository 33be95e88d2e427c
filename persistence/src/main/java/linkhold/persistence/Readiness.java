package linkhold.persistence;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the database answers. A check that takes too long counts as failed and goes on in the
 * background, so that the answer always comes soon. One check runs at a time, whatever the number
 * of callers.
 */
final class Readiness {

  /** Somewhat less than the second or two after which probes give up. */
  private static final Duration LIMIT = Duration.ofMillis(1500);

  private final BooleanSupplier check;
  private @Nullable CompletableFuture<Boolean> running;

  Readiness(BooleanSupplier check) {
    this.check = check;
  }

  boolean isReady() {
    try {
      return current().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized CompletableFuture<Boolean> current() {
    CompletableFuture<Boolean> current = running;
    if (current == null || current.isDone()) {
      current =
          CompletableFuture.supplyAsync(
              check::getAsBoolean, task -> Thread.ofVirtual().name("readiness").start(task));
      running = current;
    }
    return current;
  }
}
