package linkhold.http.call;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;

/**
 * The media types that a request accepts in its response (RFC 9110, 12.5.1). They are read here
 * rather than by Helidon, which lets a wildcard override a range that excludes the type, does not
 * prefer a type that is named, and refuses a header with one malformed range ({@code AcceptTest}).
 */
public final class Accept {

  private static final int EXACT = 2;

  private Accept() {}

  /**
   * Refuses a request that excludes {@code type}.
   *
   * @param type such as {@code application/json}
   * @throws RefusedRequest 406
   */
  public static void require(ServerRequest request, String type) {
    if (quality(request, type) == 0) {
      throw new RefusedRequest(
          ProblemType.NOT_ACCEPTABLE, "This is answered as " + type + ", which Accept excludes.");
    }
  }

  /**
   * The one of {@code types} that {@code request} prefers; of several with the same quality, the
   * first that it names, as in {@code text/event-stream, *}{@code /*}; otherwise the first.
   *
   * @throws RefusedRequest 406 when it excludes all of them
   */
  public static String best(ServerRequest request, List<String> types) {
    List<String> values = request.headers().all(HeaderNames.ACCEPT, List::of);
    List<String> ranges = values.isEmpty() ? List.of("*/*") : values;
    String best = types.getFirst();
    Match match = match(ranges, best);
    for (String type : types) {
      Match other = match(ranges, type);
      if (other.compareTo(match) > 0) {
        best = type;
        match = other;
      }
    }
    if (match.quality == 0) {
      throw new RefusedRequest(
          ProblemType.NOT_ACCEPTABLE,
          "This is answered as " + String.join(" or ", types) + ", which Accept excludes.");
    }
    return best;
  }

  /** The quality of {@code type}, from 0 (not acceptable) to 1; the most specific range decides. */
  static double quality(ServerRequest request, String type) {
    List<String> values = request.headers().all(HeaderNames.ACCEPT, List::of);
    if (values.isEmpty()) {
      return 1;
    }
    if (values.size() == 1 && (values.getFirst().equals("*/*") || values.getFirst().equals(type))) {
      return 1;
    }
    return quality(values, type);
  }

  /** The quality of {@code type} by {@code values} of a header, from 0 (not acceptable) to 1. */
  static double quality(List<String> values, String type) {
    return match(values, type).quality;
  }

  private static Match match(List<String> values, String type) {
    double quality = 0;
    int best = -1;
    for (String value : values) {
      for (String text : value.split(",", -1)) {
        MediaType range = MediaType.parse(text);
        int specificity = specificity(range.name(), type);
        if (specificity > best) {
          best = specificity;
          quality = quality(range);
        }
      }
    }
    return new Match(quality, best == EXACT);
  }

  private static int specificity(String range, String type) {
    if (range.equals(type)) {
      return EXACT;
    }
    if (range.equals("*/*") || range.equals("*")) {
      return 0;
    }
    boolean sameKind =
        range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1));
    return sameKind ? 1 : -1;
  }

  private static double quality(MediaType range) {
    String q = range.parameter("q");
    if (q == null) {
      return 1;
    }
    try {
      return Math.clamp(Double.parseDouble(q), 0, 1);
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  /** How a header matches a type: its quality, and whether the header names the type itself. */
  private record Match(double quality, boolean named) implements Comparable<Match> {
    @Override
    public int compareTo(Match other) {
      int order = Double.compare(quality, other.quality);
      return order == 0 ? Boolean.compare(named, other.named) : order;
    }
  }
}
