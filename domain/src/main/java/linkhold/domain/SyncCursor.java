package linkhold.domain;

/**
 * The position of a copy of an account's links in the account's changes.
 *
 * @param epoch the account's epoch when the copy was started
 * @param position the last revision that the copy has received, at least 0
 * @param start the account's revision when the copy was started, at least 0; links deleted up to
 *     then were never in the copy
 */
public record SyncCursor(long epoch, long position, long start) {

  /** Checks the ranges. */
  public SyncCursor {
    if (position < 0 || start < 0) {
      throw new IllegalArgumentException("Revisions are not negative.");
    }
  }

  /** The first cursor of a copy that is started when the account is at {@code version}. */
  public static SyncCursor first(Version version) {
    return new SyncCursor(version.epoch(), 0, version.revision());
  }

  /** The cursor of this copy once it has {@code change} too, the next in the order of revisions. */
  public SyncCursor after(Change change) {
    return new SyncCursor(epoch, change.revision(), start);
  }

  /**
   * Requires that all changes since this cursor are still known.
   *
   * @param version the account's version
   * @param purgedThrough up to which of the account's revisions tombstones may have been forgotten
   * @throws ExpiredCursorException when a change may have been forgotten
   */
  public void requireValid(Version version, long purgedThrough) {
    if (epoch != version.epoch()
        || position > version.revision()
        || (purgedThrough > position && purgedThrough > start)) {
      throw new ExpiredCursorException();
    }
  }
}
