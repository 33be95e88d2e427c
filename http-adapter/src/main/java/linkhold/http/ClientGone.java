package linkhold.http;

import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;

/**
 * The client of a refusal has gone before it was sent. Helidon would answer and log anything else
 * that an error handler throws, even {@link CloseConnectionException}, once more.
 */
final class ClientGone extends HttpException {

  private static final long serialVersionUID = 1;

  private final CloseConnectionException end;

  ClientGone(CloseConnectionException end) {
    super("The client has gone", Status.BAD_REQUEST_400, end);
    this.end = end;
  }

  /** What ends its connection quietly. */
  CloseConnectionException end() {
    return end;
  }
}
