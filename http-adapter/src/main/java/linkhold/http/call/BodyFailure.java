package linkhold.http.call;

import io.helidon.common.buffers.DataReader.IncorrectNewLineException;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;

/** Exceptions for bodies that could not be read. */
public final class BodyFailure {

  private BodyFailure() {}

  /**
   * The exception to throw instead of {@code cause}, which reading a body threw.
   *
   * @param tooLarge the detail for a body that is larger than the server reads
   */
  public static RuntimeException of(Exception cause, String tooLarge) {
    return switch (cause) {
      case RequestException e
          when e.status().code() == ProblemType.BODY_TOO_LARGE.status().code() ->
          new RefusedRequest(ProblemType.BODY_TOO_LARGE, tooLarge, HeaderValues.CONNECTION_CLOSE);
      case RequestException _, IllegalArgumentException _, IncorrectNewLineException _ ->
          // Where the body ends is unknown, and so is where the next request begins.
          new RefusedRequest(
              ProblemType.MALFORMED_REQUEST,
              "The body's chunks are malformed.",
              HeaderValues.CONNECTION_CLOSE);
      case CloseConnectionException e -> e;
      default ->
          new CloseConnectionException("The client went away in the middle of a body", cause);
    };
  }
}
