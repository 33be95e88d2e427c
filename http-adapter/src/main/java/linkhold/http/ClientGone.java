package linkhold.http;

import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;

/**
 * The client disconnected before a refusal was sent to it. Helidon would answer and log any other
 * exception of an error handler a second time, even {@link CloseConnectionException}.
 */
final class ClientGone extends HttpException {

  private static final long serialVersionUID = 1;

  private final CloseConnectionException end;

  ClientGone(CloseConnectionException end) {
    super("The client has gone", Status.BAD_REQUEST_400, end);
    this.end = end;
  }

  /** The exception that closes the connection without a log entry. */
  CloseConnectionException end() {
    return end;
  }
}
