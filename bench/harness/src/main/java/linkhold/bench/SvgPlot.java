package linkhold.bench;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import linkhold.bench.Curve.Point;

/**
 * Draws curves as SVG, for light pages and dark ones.
 *
 * @param title what is shown
 * @param xTitle the title of the horizontal axis
 * @param yTitle the title of the vertical axis, which begins at zero
 * @param logarithmic whether the horizontal axis is logarithmic
 * @param curves at least one, each with at least one point
 */
record SvgPlot(
    String title, String xTitle, String yTitle, boolean logarithmic, List<Curve> curves) {

  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 60;
  private static final int BOTTOM = 55;
  private static final int GRID_LINES = 4;

  private static final String STYLE =
      """
      <style>
        text { font: 13px system-ui, sans-serif; fill: #24292f }
        .title { font-weight: 600; font-size: 15px }
        .grid { stroke: #d0d7de; stroke-width: 1 }
        .line { fill: none; stroke-width: 2.5 }
        .c0 { stroke: #0969da } .d0 { fill: #0969da }
        .c1 { stroke: #bc4c00 } .d1 { fill: #bc4c00 }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3 }
          .grid { stroke: #3d444d }
          .c0 { stroke: #58a6ff } .d0 { fill: #58a6ff }
          .c1 { stroke: #ffa657 } .d1 { fill: #ffa657 }
        }
      </style>
      """;

  /** The plot as a document. */
  String svg() {
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">\n",
        WIDTH,
        HEIGHT);
    add(svg, "<title>%s</title>\n", title);
    svg.append(STYLE);
    add(svg, "<text class=\"title\" x=\"%d\" y=\"22\">%s</text>\n", LEFT, title);
    grid(svg);
    for (int i = 0; i < curves.size(); i++) {
      curve(svg, i, curves.get(i));
    }
    add(
        svg,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
        (LEFT + WIDTH - RIGHT) / 2,
        HEIGHT - 12,
        xTitle);
    add(
        svg,
        "<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>\n",
        (TOP + HEIGHT - BOTTOM) / 2,
        yTitle);
    return svg.append("</svg>\n").toString();
  }

  private void grid(StringBuilder svg) {
    for (int i = 0; i <= GRID_LINES; i++) {
      double value = top() * i / GRID_LINES;
      add(
          svg,
          "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>\n",
          LEFT,
          WIDTH - RIGHT,
          y(value),
          y(value));
      add(
          svg,
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
          LEFT - 8,
          y(value) + 4,
          number(value));
    }
    var xs = new TreeSet<Double>();
    curves.forEach(curve -> curve.points().forEach(point -> xs.add(point.x())));
    for (double x : xs) {
      if (!logarithmic || Math.log10(x) == Math.rint(Math.log10(x))) {
        add(
            svg,
            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
            x(x),
            HEIGHT - BOTTOM + 18,
            String.format(Locale.ROOT, "%,.0f", x));
      }
    }
  }

  private void curve(StringBuilder svg, int number, Curve curve) {
    StringBuilder places = new StringBuilder();
    for (Point point : curve.points()) {
      add(places, "%.1f,%.1f ", x(point.x()), y(point.y()));
      add(
          svg,
          "<circle class=\"d%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>\n",
          number,
          x(point.x()),
          y(point.y()));
    }
    add(svg, "<polyline class=\"line c%d\" points=\"%s\"/>\n", number, places.toString().strip());
    int left = LEFT + number * 200;
    add(svg, "<rect class=\"d%d\" x=\"%d\" y=\"35\" width=\"12\" height=\"12\"/>\n", number, left);
    add(svg, "<text x=\"%d\" y=\"46\">%s</text>\n", left + 18, curve.name());
  }

  private double x(double value) {
    double least = scaled(all(true).min().orElse(0));
    double most = scaled(all(true).max().orElse(1));
    double part = most > least ? (scaled(value) - least) / (most - least) : 0.5;
    // Room for half a label at both ends.
    return LEFT + 30 + part * (WIDTH - LEFT - RIGHT - 60);
  }

  private double scaled(double value) {
    return logarithmic ? Math.log10(value) : value;
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - value / top() * (HEIGHT - BOTTOM - TOP);
  }

  /** A round number above all points. */
  private double top() {
    double most = all(false).max().orElse(1);
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-3))));
    for (double step : new double[] {1, 2, 4, 6, 8}) {
      if (step * power >= most) {
        return step * power;
      }
    }
    return 10 * power;
  }

  private DoubleStream all(boolean horizontal) {
    return curves.stream()
        .flatMap(curve -> curve.points().stream())
        .mapToDouble(point -> horizontal ? point.x() : point.y());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.2f", value).replaceAll("\\.?0+$", "");
  }

  @SuppressWarnings("AnnotateFormatMethod") // every call stands above
  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
