package linkhold.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * For devices that keep copies of an account's links: they send several changes as one, and receive
 * the changes of others. What {@link LinkStore} promises of transactions, accounts, revisions and
 * failures holds here as well.
 */
public interface SyncStore {

  /**
   * Applies all of {@code operations} in their order, or none of them. Each sees the effect of
   * those before it.
   *
   * <p>A batch may be repeated as a whole when its response was lost. If it was applied before and
   * is not yet forgotten (see {@link #purge}), an operation whose link has not changed since is
   * skipped. Any other is applied as if it were new, to the link that it changed then.
   *
   * @param operations at most {@link Operation#MAX_PER_BATCH}
   * @throws OperationFailedException when one of them fails, naming which and why
   */
  BatchResult apply(AccountId account, List<Operation> operations);

  /**
   * What changed after {@code since}: each link once, at its latest revision, in the order of the
   * revisions. Without a cursor, a first sync: every link, and only tombstones of deletions after
   * the account's revision at this moment.
   *
   * @param since a cursor that an earlier call gave
   * @param limit how many changes come at most, at least 1
   * @throws ExpiredCursorException when the changes since are no longer known without a gap
   */
  ChangePage changes(AccountId account, Optional<SyncCursor> since, int limit);

  /**
   * Digests of the account's links, by which a copy finds where it is damaged.
   *
   * @param since the cursor of the copy
   * @throws ExpiredCursorException when the changes since are no longer known without a gap
   */
  CopyDigest digest(AccountId account, SyncCursor since, IdRange ids);

  /**
   * The links of a range of ids as they are now, by which a damaged copy is repaired. A link may
   * have changed since the cursor; that change comes again with the copy's next ones.
   *
   * @param since the cursor of the copy
   * @param limit how many links come at most, at least 1
   * @throws ExpiredCursorException when the changes since are no longer known without a gap
   */
  RangePage range(AccountId account, SyncCursor since, IdRange ids, int limit);

  /**
   * Forgets every account's tombstones, and the batches applied, that are older than {@code
   * deletedBefore}: an account at a time, some tombstones at a time, each time in a transaction of
   * its own. Takes no revision. Several may run at once. An account that cannot be locked does not
   * keep others from being purged; an interrupt ends the purge between two accounts.
   *
   * @return the number of tombstones forgotten
   * @throws UnavailableException when some account was left out; calling again does the rest
   */
  long purge(Instant deletedBefore);
}
