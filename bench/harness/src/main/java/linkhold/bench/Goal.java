package linkhold.bench;

import java.util.Locale;

/** Linkhold's goal in a row of the report. */
sealed interface Goal {

  /** The goal as text. */
  String text();

  /** As good as a rival, or better by a factor. */
  record Ratio(String rival, double factor, boolean lowerIsBetter) implements Goal {
    @Override
    public String text() {
      return (lowerIsBetter ? "≤ " : "≥ ") + number(factor) + " × " + rival;
    }
  }

  /** At most this value. */
  record Limit(double limit, String unit) implements Goal {
    @Override
    public String text() {
      return "≤ " + number(limit) + unit;
    }
  }

  /** At most this value, in 99 of 100 measurements. */
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
