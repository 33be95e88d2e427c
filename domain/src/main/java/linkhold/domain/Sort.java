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
  TITLE;

  /** Where {@code link} stands in this order. */
  public Position positionOf(Link link) {
    return switch (this) {
      case NEWEST, OLDEST -> new Position.ByCreation(link.createdAt(), link.id());
      case LATEST_CHANGE, EARLIEST_CHANGE -> new Position.ByRevision(link.revision());
      case TITLE -> new Position.ByTitle(SearchText.titleKey(link.title()), link.id());
    };
  }

  /** Whether {@code position} is one of this order. */
  boolean orders(Position position) {
    return switch (position) {
      case Position.ByCreation _ -> this == NEWEST || this == OLDEST;
      case Position.ByRevision _ -> this == LATEST_CHANGE || this == EARLIEST_CHANGE;
      case Position.ByTitle _ -> this == TITLE;
    };
  }

  /** Compares positions of this order. */
  public Comparator<Position> comparator() {
    return this == NEWEST || this == LATEST_CHANGE
        ? Position.ASCENDING.reversed()
        : Position.ASCENDING;
  }
}
