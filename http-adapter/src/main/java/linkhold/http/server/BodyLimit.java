package linkhold.http.server;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.http.transfer.TransferRoutes;

/**
 * Ends the reading of bodies that are far too large. Helidon has one limit for all, which has to
 * leave room for the files that are imported.
 *
 * @param bytes of any body
 * @param importBytes of an imported file
 */
public record BodyLimit(long bytes, long importBytes) implements Handler {

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    boolean isImport = request.path().rawPath().equals(TransferRoutes.IMPORT);
    long limit = isImport ? importBytes : bytes;
    if (request.headers().contentLength().orElse(0) > limit) {
      throw new RefusedRequest(
          ProblemType.BODY_TOO_LARGE,
          isImport
              ? TransferRoutes.tooLarge(importBytes)
              : ProblemType.BODY_TOO_LARGE.explanation(),
          HeaderValues.CONNECTION_CLOSE);
    }
    request.streamFilter(in -> new Bounded(in, limit));
    response.next();
  }

  private static final class Bounded extends FilterInputStream {

    private long left;

    Bounded(InputStream in, long limit) {
      super(in);
      this.left = limit;
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      count(count);
      return count;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = super.skip(Math.min(count, left + 1));
      count(skipped);
      return skipped;
    }

    private void count(long read) {
      left -= Math.max(0, read);
      if (left < 0) {
        throw RequestException.builder()
            .type(EventType.BAD_REQUEST)
            .status(Status.REQUEST_ENTITY_TOO_LARGE_413)
            .setKeepAlive(false)
            .message("The body is too large")
            .build();
      }
    }
  }
}
