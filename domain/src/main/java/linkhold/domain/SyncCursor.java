package linkhold.domain;

/**
 * How far a copy of an account's links has come.
 *
 * @param epoch the account's epoch when the copy was begun
 * @param position the last revision that the copy was told, at least 0
 * @param start the account's revision when the copy was begun, at least 0; links deleted up to then
 *     were never in the copy
 */
public record SyncCursor(long epoch, long position, long start) {

  /** Checks the ranges. */
  public SyncCursor {
    if (position < 0 || start < 0) {
      throw new IllegalArgumentException("Revisions are not negative.");
    }
  }
}
