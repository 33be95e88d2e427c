package linkhold.http.site;

import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import linkhold.http.call.CacheHeaders;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;

/** Liveness and readiness: whether the server runs, and whether it should get requests. */
public final class HealthRoutes {

  private static final String LIVE = "/health/live";
  private static final String READY = "/health/ready";

  private static final Response UP = up(List.of());

  private final BooleanSupplier ready;
  private final Supplier<List<String>> warnings;

  /**
   * Answers {@link #READY} by {@code ready}.
   *
   * @param warnings faults that do not stop the server
   */
  public HealthRoutes(BooleanSupplier ready, Supplier<List<String>> warnings) {
    this.ready = ready;
    this.warnings = warnings;
  }

  public List<Resource> resources() {
    return List.of(
        Resource.at(LIVE).get(this::live).forProbes(),
        Resource.at(READY).get(this::ready).forProbes());
  }

  private Response live(ServerRequest request) {
    return UP;
  }

  private Response ready(ServerRequest request) {
    if (!ready.getAsBoolean()) {
      throw new RefusedRequest(
          ProblemType.UNAVAILABLE, "Not ready: starting, shutting down, or without its database.");
    }
    List<String> wrong = warnings.get();
    return wrong.isEmpty() ? UP : up(wrong);
  }

  private static Response up(List<String> warnings) {
    return Response.json(
            Status.OK_200,
            json -> {
              json.writeStartObject();
              json.writeStringField("status", "up");
              if (!warnings.isEmpty()) {
                json.writeArrayFieldStart("warnings");
                for (String warning : warnings) {
                  json.writeString(warning);
                }
                json.writeEndArray();
              }
              json.writeEndObject();
            })
        .with(CacheHeaders.NO_STORE);
  }
}
