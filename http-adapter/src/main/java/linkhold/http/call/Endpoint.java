package linkhold.http.call;

import io.helidon.webserver.http.ServerRequest;

/**
 * What one method of one resource does: reads the request, calls a port, answers. Failures are
 * thrown; see {@link Problem}.
 */
@FunctionalInterface
public interface Endpoint {

  Response answer(ServerRequest request);
}
