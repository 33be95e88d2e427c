package linkhold.domain;

import java.util.List;

/**
 * A page of an account's changes.
 *
 * @param version the account's version that they show
 * @param changes in the order of their revisions
 * @param next the cursor of a copy that has applied them
 * @param more whether others come after them
 */
public record ChangePage(Version version, List<Change> changes, SyncCursor next, boolean more) {

  /** Keeps a copy of the changes. */
  public ChangePage {
    changes = List.copyOf(changes);
  }

  /**
   * The page after {@code cursor}.
   *
   * @param version the account's version
   * @param found what changed after the cursor, at least {@code limit} + 1 changes, if there are as
   *     many
   * @param limit how many changes a page has at most
   */
  public static ChangePage of(Version version, SyncCursor cursor, List<Change> found, int limit) {
    boolean more = found.size() > limit;
    List<Change> changes = more ? found.subList(0, limit) : found;
    long position = more ? changes.getLast().revision() : version.revision();
    return new ChangePage(
        version, changes, new SyncCursor(cursor.epoch(), position, cursor.start()), more);
  }
}
