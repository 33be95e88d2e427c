package linkhold.bench;

import java.util.Locale;

/** What Linkhold is to reach in a row of the report. */
sealed interface Goal {

  /** As people read it. */
  String text();

  /** As good as a rival, or so many times. */
  record Ratio(String rival, double factor, boolean lowerIsBetter) implements Goal {
    @Override
    public String text() {
      return (lowerIsBetter ? "≤ " : "≥ ") + number(factor) + " × " + rival;
    }
  }

  /** No more than so much. */
  record Limit(double limit, String unit) implements Goal {
    @Override
    public String text() {
      return "≤ " + number(limit) + unit;
    }
  }

  /** No more than so much in 99 of 100 values. */
  record Tail(double limit, String unit) implements Goal {
    @Override
    public String text() {
      return "99 of 100 ≤ " + number(limit) + unit;
    }
  }

  /** At least {@code factor} times the rival's rate. */
  static Goal atLeast(double factor, String rival) {
    return new Ratio(rival, factor, false);
  }

  /** At most {@code factor} times the rival's time. */
  static Goal atMost(double factor, String rival) {
    return new Ratio(rival, factor, true);
  }

  private static String number(double number) {
    return number == Math.rint(number)
        ? String.format(Locale.ROOT, "%.0f", number)
        : String.format(Locale.ROOT, "%.2f", number).replaceAll("0$", "");
  }
}
