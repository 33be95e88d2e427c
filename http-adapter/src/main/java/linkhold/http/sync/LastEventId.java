package linkhold.http.sync;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.function.Function;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import org.jspecify.annotations.Nullable;

/** The position from which a client continues a stream of events (WHATWG HTML, 9.2.4). */
final class LastEventId {

  private static final HeaderName NAME = HeaderNames.create("Last-Event-ID");

  private LastEventId() {}

  /**
   * The cursor in the header; {@code otherwise} without the header.
   *
   * @param decode returns null for a text that is not a cursor
   * @param kind what it is a cursor of
   * @param without what happens without the header
   * @throws RefusedRequest when the header is not a cursor
   */
  static <T> @Nullable T of(
      ServerRequest request,
      Function<String, @Nullable T> decode,
      @Nullable T otherwise,
      String kind,
      String without) {
    String id = String.join(",", request.headers().all(NAME, List::of)).strip();
    if (id.isEmpty()) {
      return otherwise;
    }
    T cursor = decode.apply(id);
    if (cursor == null) {
      throw new RefusedRequest(
          ProblemType.MALFORMED_REQUEST,
          "The header Last-Event-ID is not a cursor of "
              + kind
              + ". Send the id of the last event unchanged; without one, "
              + without
              + ".");
    }
    return cursor;
  }
}
