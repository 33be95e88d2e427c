package linkhold.http.site;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import linkhold.http.call.CacheHeaders;
import linkhold.http.call.Monitor;
import linkhold.http.call.Monitor.MetricsPage;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;

/** The server's metrics, for programs that collect them. */
public final class MetricsRoutes {

  /** The path of the metrics. */
  public static final String PATH = "/metrics";

  private final Monitor monitor;

  /** Answers with the metrics of {@code monitor}. */
  public MetricsRoutes(Monitor monitor) {
    this.monitor = monitor;
  }

  /** For tokens of scope {@code admin}. */
  public List<Resource> resources() {
    return List.of(Resource.at(PATH).get(this::page).forAdmins());
  }

  /** Without authentication, for a separate listener. */
  public Resource forAnyone() {
    return Resource.at(PATH).get(this::page).forAnyone();
  }

  private Response page(ServerRequest request) {
    String accept = String.join(",", request.headers().all(HeaderNames.ACCEPT, List::of));
    MetricsPage page =
        monitor
            .metrics(accept)
            .orElseThrow(
                () -> new RefusedRequest(ProblemType.NOT_FOUND, "This server keeps no metrics."));
    return Response.of(
        Status.OK_200,
        List.of(
            HeaderValues.create(HeaderNames.CONTENT_TYPE, page.contentType()),
            CacheHeaders.NO_STORE),
        page.bytes());
  }
}
