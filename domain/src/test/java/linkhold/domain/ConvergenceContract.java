package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/**
 * That devices which keep copies, and do as is told here, come to hold what the server holds:
 * whatever they edit at once, and whatever is lost on the way.
 *
 * <p>A device keeps, and writes down together: a copy (links by id), a cursor, whether the copy is
 * complete, and an outbox of batches in their order.
 *
 * <pre>
 * sync:
 *   do
 *     page = changes(since cursor)          // without a cursor at first; answer lost: ask again
 *     if expired: copy = {}, cursor = none, complete = no; start over; the outbox stays
 *     for each change of page, in order:
 *       if the copy has no newer revision of this link: put it into the copy, or delete it there
 *     cursor = page.next
 *     write all of it down, at once         // crashed before: the same page comes again
 *   while page.more
 *   complete = yes
 *
 * send, one batch of the outbox after the other:
 *   write the batch down before it is sent, and never change it once it was sent
 *   send it until there is an answer        // answer lost: send exactly the same batch again
 *   refused: take the operation that failed out of it, and send the rest as a new batch
 *   done: drop it from the outbox, then sync
 *
 * show: the copy, with what is in the outbox done to it
 * </pre>
 *
 * <p>Answers to writes need not be put into the copy; the sync that follows brings what they did.
 * Who wants to do so must keep three rules. Only when the copy was complete before the write was
 * sent, and has not been begun anew since; and only when the answer's revision is greater than
 * every revision that the changes have told: otherwise a link that was deleted meanwhile would come
 * back. And only over an older revision of that link, so that nobody sees it go back for a while.
 */
public interface ConvergenceContract extends StoreContract {

  /** How often some device, or the world around it, does something. */
  default int steps() {
    return 4_000;
  }

  @Test
  default void everyCopyComesToEqualTheServer() {
    long seed =
        Long.getLong("linkhold.test.seed", ThreadLocalRandom.current().nextLong(1_000_000_000));
    ModelWorld world = new ModelWorld(stores(), seed);
    try {
      world.run(steps());
    } finally {
      System.out.println(
          "Convergence on " + stores().getClass().getSimpleName() + ": " + world.figures());
    }
    assertEquals(0, world.mismatches(), world.figures());
  }
}
