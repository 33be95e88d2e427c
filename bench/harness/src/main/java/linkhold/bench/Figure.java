package linkhold.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The measurements of one contender in one row: a value for each round, or why there is none. Not
 * safe for concurrent use.
 */
final class Figure {

  private final List<Double> values = new ArrayList<>();
  private @Nullable String fault;

  void add(double value) {
    values.add(value);
  }

  /** Makes the figure invalid. */
  void spoil(String why) {
    fault = why;
  }

  /** Why the figure is invalid; null when it is valid. */
  @Nullable String fault() {
    return values.isEmpty() && fault == null ? "not measured" : fault;
  }

  boolean isValid() {
    return fault() == null;
  }

  /** The values, in the order of the rounds. */
  List<Double> values() {
    return List.copyOf(values);
  }

  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The quantile {@code part} of the values. */
  double part(double part) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) (part * (sorted.size() - 1)));
  }

  double least() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
  }

  double most() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }
}
