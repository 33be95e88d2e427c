package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/**
 * Devices that keep copies by this algorithm end up with what the server has, whatever they edit at
 * the same time and whatever is lost on the way.
 *
 * <p>A device stores, together: a copy (links by id), a cursor, whether the copy is complete, and
 * an outbox of batches in their order.
 *
 * <pre>
 * sync:
 *   do
 *     page = changes(since cursor)          // without a cursor at first; answer lost: ask again
 *     if expired: copy = {}, cursor = none, complete = no; start over; the outbox stays
 *     for each change of page, in order:
 *       if the copy has no newer revision of this link: put it into the copy, or delete it there
 *     cursor = page.next
 *     store all of it, in one transaction   // crashed before: the same page comes again
 *   while page.more
 *   complete = yes
 *
 * send, one batch of the outbox after the other:
 *   store the batch before it is sent, and never change it once it was sent
 *   send it until there is an answer        // answer lost: send exactly the same batch again
 *   refused: take the operation that failed out of it, and send the rest as a new batch
 *   done: remove it from the outbox, then sync
 *
 * show: the copy, with the operations in the outbox applied to it
 * </pre>
 *
 * <p>Answers to writes need not be put into the copy: the next sync brings their effects. A device
 * that does put them there has to follow three rules. The copy was complete before the write was
 * sent, and has not been started over since. The answer's revision is greater than every revision
 * that the device has received as a change; otherwise a link that was deleted meanwhile would come
 * back. And the copy has an older revision of that link, so that no link goes back for a while.
 */
public interface ConvergenceContract extends StoreContract {

  /** How many random events there are, of devices and of the world around them. */
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
