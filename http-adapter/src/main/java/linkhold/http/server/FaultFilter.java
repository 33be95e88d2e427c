package linkhold.http.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.stream.Stream;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.http.server.SimulatedFaults.Chances;

/**
 * Lets calls of the API fail as {@link SimulatedFaults} say: late, refused, or served with the
 * answer cut off. The page for people and the probes are left alone.
 */
public final class FaultFilter implements Filter {

  private static final String DETAIL =
      "The server refuses this request on purpose, because of --faults. Repeat it.";

  private final Chances chances;

  public FaultFilter(Chances chances) {
    this.chances = chances;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (isCall(request.path().rawPath())) {
      sleep();
      refuse(chances.status());
      if (chances.isAnswerLost()) {
        response.beforeSend(() -> {
          throw new CloseConnectionException("--faults has this answer lost");
        });
      }
    }
    chain.proceed();
  }

  private static boolean isCall(String path) {
    return path.equals("/links") || Stream.of("/v1/", "/api/").anyMatch(path::startsWith);
  }

  private void sleep() {
    try {
      Thread.sleep(chances.faults().latency());
    } catch (InterruptedException e) { // the server ends, and no longer waits
      Thread.currentThread().interrupt();
    }
  }

  private static void refuse(int status) {
    switch (status) {
      case 429 ->
          throw new RefusedRequest(
              ProblemType.TOO_MANY_REQUESTS,
              DETAIL,
              HeaderValues.create(HeaderNames.RETRY_AFTER, "1"));
      case 500 -> throw new RefusedRequest(ProblemType.INTERNAL_ERROR, DETAIL);
      case 503 -> throw new RefusedRequest(ProblemType.UNAVAILABLE, DETAIL);
      default -> {}
    }
  }
}
