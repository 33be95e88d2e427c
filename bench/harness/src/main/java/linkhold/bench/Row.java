package linkhold.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row of the report: what was measured, the contenders' figures, and Linkhold's goals.
 *
 * @param title what was measured
 * @param unit the unit of its figures, such as {@code /s}
 * @param goals Linkhold's goals
 * @param figures by contender, Linkhold first
 */
record Row(String title, String unit, List<Goal> goals, Map<String, Figure> figures) {

  /** The contender whose figures are compared with the others'. */
  static final String OWN = "Linkhold";

  Row(String title, String unit, List<Goal> goals) {
    this(title, unit, goals, new LinkedHashMap<>());
  }

  Row(String title, String unit, Goal... goals) {
    this(title, unit, List.of(goals));
  }

  /** The contender's figure, to which values may be added. */
  Figure of(String contender) {
    return figures.computeIfAbsent(contender, name -> new Figure());
  }

  /** Linkhold's figure divided by the contender's; empty when either is missing. */
  Optional<Double> ratio(String contender) {
    Figure own = figures.get(OWN);
    Figure other = figures.get(contender);
    return own != null && other != null && own.isValid() && other.isValid() && other.median() > 0
        ? Optional.of(own.median() / other.median())
        : Optional.empty();
  }

  /** Whether a goal is reached; empty when a figure for it is missing. */
  Optional<Boolean> reached(Goal goal) {
    return switch (goal) {
      case Goal.Ratio(String rival, double factor, boolean lower) ->
          ratio(rival).map(ratio -> lower ? ratio <= factor : ratio >= factor);
      case Goal.Limit(double limit, String ignored) ->
          Optional.ofNullable(figures.get(OWN))
              .filter(Figure::isValid)
              .map(own -> own.median() <= limit);
      case Goal.Tail(double limit, String ignored) ->
          Optional.ofNullable(figures.get(OWN))
              .filter(Figure::isValid)
              .map(own -> own.part(0.99) <= limit);
    };
  }
}
