package linkhold.http.call;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;

/** What media types a request is willing to be answered in (RFC 9110, 12.5.1). */
public final class Accept {

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
   * The one of {@code types} that {@code request} would rather have; the first of several that are
   * as welcome.
   *
   * @throws RefusedRequest 406 when it excludes all of them
   */
  public static String best(ServerRequest request, List<String> types) {
    String best =
        types.stream()
            .reduce((one, other) -> quality(request, other) > quality(request, one) ? other : one)
            .orElseThrow();
    if (quality(request, best) == 0) {
      throw new RefusedRequest(
          ProblemType.NOT_ACCEPTABLE,
          "This is answered as " + String.join(" or ", types) + ", which Accept excludes.");
    }
    return best;
  }

  /** How welcome {@code type} is, from 0 (excluded) to 1; the most specific range decides. */
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

  /** How welcome {@code type} is by {@code values} of a header, from 0 (excluded) to 1. */
  static double quality(List<String> values, String type) {
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
    return quality;
  }

  private static int specificity(String range, String type) {
    if (range.equals(type)) {
      return 2;
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
}
