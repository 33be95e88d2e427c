package linkhold.persistence;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * A part of a list that is too long for memory.
 *
 * @param last the id of the last item
 * @param isLast whether no more come after these
 */
record Part<T>(List<T> items, long last, boolean isLast) {

  /**
   * Gives all items of a list to {@code action}. The next part is read while {@code action} has the
   * items of one, so two parts are in memory at a time.
   *
   * @param after reads the part after an id; the first one after 0
   */
  static <T> void forEach(LongFunction<Part<T>> after, Consumer<T> action) {
    Part<T> part = after.apply(0);
    if (!part.isLast) {
      try (ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor()) {
        do {
          long last = part.last;
          CompletableFuture<Part<T>> next =
              CompletableFuture.supplyAsync(() -> after.apply(last), reader);
          part.items.forEach(action);
          part = ended(next);
        } while (!part.isLast);
      }
    }
    part.items.forEach(action);
  }

  private static <T> Part<T> ended(CompletableFuture<Part<T>> read) {
    try {
      return read.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
