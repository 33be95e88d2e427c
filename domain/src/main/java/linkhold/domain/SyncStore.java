package linkhold.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What devices that keep copies of an account's links need: to send what they changed as one, and
 * to learn what others changed. What {@link LinkStore} promises of transactions, accounts,
 * revisions and failures holds here as well.
 */
public interface SyncStore {

  /**
   * Does all of {@code operations} in their order, or none of them. Each sees what those before it
   * did.
   *
   * @throws OperationFailedException when one of them fails, telling which and why
   */
  BatchResult apply(AccountId account, List<Operation> operations);

  /**
   * What changed after {@code since}: each link once, at its latest revision, in the order of the
   * revisions. Without a cursor, a first sync: every link, and only tombstones that came to be
   * after the account's revision at this moment.
   *
   * @param since a cursor that an earlier call gave
   * @param limit how many changes come at most, at least 1
   * @throws ExpiredCursorException when what changed since can no longer be told without a gap
   */
  ChangePage changes(AccountId account, Optional<SyncCursor> since, int limit);

  /**
   * Forgets every account's tombstones that are older than {@code deletedBefore}, an account at a
   * time, each in a transaction of its own. Safe for several at once.
   *
   * @return how many were forgotten
   */
  long purge(Instant deletedBefore);
}
