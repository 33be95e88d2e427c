package linkhold.http.call;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;

/** The preferences of a caller (RFC 7240) that the server supports: {@code handling}. */
public final class Prefer {

  private static final HeaderName PREFER = HeaderNames.create("Prefer");
  private static final Header LENIENT_APPLIED =
      HeaderValues.createCached(HeaderNames.create("Preference-Applied"), "handling=lenient");

  private Prefer() {}

  /**
   * Whether unknown members should be ignored rather than refused: {@code handling=lenient}, as an
   * app sends that is newer than its server.
   */
  public static boolean isLenient(ServerRequest request) {
    for (String line : request.headers().all(PREFER, List::of)) {
      for (String preference : line.split(",", -1)) {
        String[] pair = preference.split(";", 2)[0].split("=", 2);
        if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("handling")) {
          String value = pair[1].strip();
          return value.equals("lenient") || value.equals("\"lenient\""); // the first one counts
        }
      }
    }
    return false;
  }

  /** {@code answer} with {@code Preference-Applied}, where {@code request} has a preference. */
  public static Response applied(ServerRequest request, Response answer) {
    return isLenient(request) ? answer.with(LENIENT_APPLIED) : answer;
  }
}
