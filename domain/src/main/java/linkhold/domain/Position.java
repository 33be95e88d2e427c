package linkhold.domain;

import java.time.Instant;
import java.util.Comparator;

/** The position of a link in an order. A page begins after the last position of the page before. */
public sealed interface Position {

  /** Ascending, among positions of one kind. */
  Comparator<Position> ASCENDING =
      (left, right) ->
          switch (left) {
            case ByCreation(Instant time, long id) -> {
              ByCreation other = (ByCreation) right;
              int order = time.compareTo(other.createdAt());
              yield order == 0 ? Long.compare(id, other.id()) : order;
            }
            case ByRevision(long revision) ->
                Long.compare(revision, ((ByRevision) right).revision());
            case ByTitle(String key, long id) -> {
              ByTitle other = (ByTitle) right;
              int order = SearchText.compareByCodePoint(key, other.titleKey());
              yield order == 0 ? Long.compare(id, other.id()) : order;
            }
          };

  /** Among links by creation. */
  record ByCreation(Instant createdAt, long id) implements Position {}

  /** Among links by last change. */
  record ByRevision(long revision) implements Position {}

  /** Among links by title. */
  record ByTitle(String titleKey, long id) implements Position {}
}
