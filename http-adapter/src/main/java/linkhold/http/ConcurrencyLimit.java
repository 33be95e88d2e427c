package linkhold.http;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.concurrent.Semaphore;

/**
 * Serves so many requests at once and refuses more, so that what is being served has memory and
 * time. Health checks always pass: a busy server is no dead one.
 */
final class ConcurrencyLimit implements Filter {

  private final Semaphore places;

  ConcurrencyLimit(int requests) {
    this.places = new Semaphore(requests);
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (HealthRoutes.PATHS.contains(request.path().rawPath())) {
      chain.proceed();
      return;
    }
    if (!places.tryAcquire()) {
      throw new RefusedRequest(
          ProblemType.UNAVAILABLE, "The server is serving as many requests as it can.");
    }
    try {
      chain.proceed();
    } finally {
      places.release();
    }
  }
}
