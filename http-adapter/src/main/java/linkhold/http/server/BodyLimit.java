package linkhold.http.server;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.http.call.Resource;
import linkhold.http.call.Resource.LargeBody;

/**
 * Stops reading bodies that are far too large. Helidon has one limit for all, which has to be that
 * of the resources with large bodies.
 *
 * @param bytes of the body of a resource that has no limit of its own
 */
public record BodyLimit(long bytes) {

  /**
   * Checks the length that {@code request} to {@code resource} announces.
   *
   * @throws RefusedRequest when it is too large
   */
  public void check(ServerRequest request, Resource resource) {
    LargeBody largest = largest(resource);
    if (request.headers().contentLength().orElse(0) > largest.bytes()) {
      throw new RefusedRequest(
          ProblemType.BODY_TOO_LARGE, largest.refusal(), HeaderValues.CONNECTION_CLOSE);
    }
  }

  /** Bounds {@code body}, which is sent to {@code resource}. */
  InputStream bounded(InputStream body, Resource resource) {
    return new Bounded(body, largest(resource).bytes());
  }

  private LargeBody largest(Resource resource) {
    return resource
        .largeBody()
        .orElseGet(() -> new LargeBody(bytes, ProblemType.BODY_TOO_LARGE.explanation()));
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
