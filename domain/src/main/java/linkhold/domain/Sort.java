package linkhold.domain;

import java.util.Comparator;

/** The orders in which links can be listed. None has ties. */
public enum Sort {
  /** By when they were created, the newest first; ties by id, the highest first. */
  NEWEST,
  /** By when they were created, the oldest first; ties by id. */
  OLDEST,
  /** By when they last changed, the latest first: by revision, which has no ties. */
  LATEST_CHANGE,
  /** By when they last changed, the earliest first: by revision. */
  EARLIEST_CHANGE,
  /** By the sort key of their titles, in the order of code points; ties by id. */
  TITLE,
  /** The reverse of {@link #TITLE}. */
  TITLE_BACKWARDS;

  /** The position of {@code link} in this order. */
  public Position positionOf(Link link) {
    return switch (this) {
      case NEWEST, OLDEST -> new Position.ByCreation(link.createdAt(), link.id());
      case LATEST_CHANGE, EARLIEST_CHANGE -> new Position.ByRevision(link.revision());
      case TITLE, TITLE_BACKWARDS ->
          new Position.ByTitle(SearchText.titleKey(link.title()), link.id());
    };
  }

  /** Whether {@code position} is one of this order. */
  boolean orders(Position position) {
    return switch (position) {
      case Position.ByCreation _ -> this == NEWEST || this == OLDEST;
      case Position.ByRevision _ -> this == LATEST_CHANGE || this == EARLIEST_CHANGE;
      case Position.ByTitle _ -> this == TITLE || this == TITLE_BACKWARDS;
    };
  }

  /** Compares positions of this order. */
  public Comparator<Position> comparator() {
    return isDescending() ? Position.ASCENDING.reversed() : Position.ASCENDING;
  }

  /** Whether the order is descending. */
  public boolean isDescending() {
    return switch (this) {
      case NEWEST, LATEST_CHANGE, TITLE_BACKWARDS -> true;
      case OLDEST, EARLIEST_CHANGE, TITLE -> false;
    };
  }
}
