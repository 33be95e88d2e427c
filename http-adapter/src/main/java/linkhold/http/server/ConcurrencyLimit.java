package linkhold.http.server;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.concurrent.Semaphore;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.http.site.HealthRoutes;

/**
 * Serves so many requests at once and refuses more, so that what is being served has memory and
 * time. Health checks always pass: a busy server is no dead one.
 */
public final class ConcurrencyLimit implements Filter {

  private static final ScopedValue<Place> PLACE = ScopedValue.newInstance();

  private final Semaphore places;

  public ConcurrencyLimit(int requests) {
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
    Place place = new Place();
    try {
      ScopedValue.where(PLACE, place).run(chain::proceed);
    } finally {
      place.leave();
    }
  }

  /**
   * Gives up the place of the request that this thread serves, whose answer goes on without end and
   * is limited elsewhere.
   */
  public static void leave() {
    PLACE.get().leave();
  }

  private final class Place {

    private boolean taken = true;

    void leave() {
      if (taken) {
        taken = false;
        places.release();
      }
    }
  }
}
