package linkhold.domain;

import java.util.List;

/**
 * Some of an account's changes.
 *
 * @param version the account's version that they show
 * @param changes in the order of their revisions
 * @param next where the copy stands once it has them
 * @param more whether others come after them
 */
public record ChangePage(Version version, List<Change> changes, SyncCursor next, boolean more) {

  /** Keeps a copy of the changes. */
  public ChangePage {
    changes = List.copyOf(changes);
  }
}
