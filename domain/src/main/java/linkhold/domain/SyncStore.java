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
   * <p>A batch may be repeated as a whole when its answer was lost: of one that was applied before
   * and not yet forgotten (see {@link #purge}), an operation whose link nobody has changed since is
   * not done again. Any other is done as if it were new, on the link that it was about then.
   *
   * @param operations at most {@link Operation#MAX_PER_BATCH}
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
   * Forgets every account's tombstones, and the batches applied, that are older than {@code
   * deletedBefore}: an account at a time, some tombstones at a time, each time in a transaction of
   * its own. Takes no revision. Safe for several at once. An account that cannot be locked does not
   * keep the others from being purged; an interrupt ends the purge between two accounts.
   *
   * @return how many tombstones were forgotten
   * @throws UnavailableException when some account was left out; calling again does the rest
   */
  long purge(Instant deletedBefore);
}
