package linkhold.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * A line in a plot.
 *
 * @param name what it shows
 * @param points its points, from left to right
 */
record Curve(String name, List<Point> points) {

  /** A point. */
  record Point(double x, double y) {}

  /** A curve without points, to which some may be added. */
  Curve(String name) {
    this(name, new ArrayList<>());
  }

  void add(double x, double y) {
    points.add(new Point(x, y));
  }
}
