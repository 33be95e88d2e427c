package linkhold.http.server;

import io.helidon.http.media.ReadableEntity;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.RoutingRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Function;
import linkhold.http.call.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the body of each request, in size and time, also where no endpoint reads it: after the
 * response Helidon reads the rest, without the filter of a stream that was opened before.
 *
 * @param resources the resource at a path, which its bounds depend on
 */
public record BodyLimits(
    Function<String, Resource> resources, SlowSenders senders, BodyLimit size) {

  /** Bounds the body of {@code request}, which nothing has opened yet. */
  Body of(RoutingRequest request) {
    return new Body(request);
  }

  /** The bounded body of one request. */
  final class Body {

    private final ReadableEntity content;
    private @Nullable InputStream opened;

    private Body(RoutingRequest request) {
      request.streamFilter(in -> open(in, resources.apply(request.path().rawPath())));
      this.content = request.content();
    }

    private InputStream open(InputStream in, Resource resource) {
      InputStream bounded = size.bounded(senders.watched(in, resource), resource);
      opened = bounded;
      return bounded;
    }

    /**
     * Reads what is left of it, so that the next request can follow.
     *
     * @throws CloseConnectionException when it does not arrive, is malformed or too large
     */
    void readRest() {
      if (content.consumed()) {
        return;
      }
      try {
        InputStream body = opened;
        if (body == null) {
          content.consume();
        } else {
          body.transferTo(OutputStream.nullOutputStream());
        }
      } catch (IOException | RuntimeException e) {
        throw new CloseConnectionException("The rest of the body does not come", e);
      }
    }
  }
}
