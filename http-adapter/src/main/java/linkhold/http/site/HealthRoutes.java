package linkhold.http.site;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import linkhold.http.call.Answer;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.http.call.Resource;
import linkhold.http.linkding.LinkdingServerRoutes;

/** Whether the server runs, and whether it should be sent requests. */
public final class HealthRoutes {

  static final String LIVE = "/health/live";
  static final String READY = "/health/ready";

  /** Every path that tells it, also to linkding's clients. */
  public static final Set<String> PATHS = Set.of(LIVE, READY, LinkdingServerRoutes.HEALTH);

  /** Says that the answer is of this moment alone. */
  public static final Header NO_STORE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

  private static final Answer UP =
      Answer.json(
              Status.OK_200,
              json -> {
                json.writeStartObject();
                json.writeStringField("status", "up");
                json.writeEndObject();
              })
          .with(NO_STORE);

  private final BooleanSupplier ready;

  /** Answers {@link #READY} by {@code ready}. */
  public HealthRoutes(BooleanSupplier ready) {
    this.ready = ready;
  }

  public List<Resource> resources() {
    return List.of(
        Resource.at(LIVE).get(this::live).forAnyone(),
        Resource.at(READY).get(this::ready).forAnyone());
  }

  private Answer live(ServerRequest request) {
    return UP;
  }

  private Answer ready(ServerRequest request) {
    if (!ready.getAsBoolean()) {
      throw new RefusedRequest(
          ProblemType.UNAVAILABLE, "Not ready: starting, shutting down, or without its database.");
    }
    return UP;
  }
}
