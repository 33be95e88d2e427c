package linkhold.http.site;

import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import linkhold.domain.NotFoundException;
import linkhold.http.call.ProblemType;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;

/** The pages that the {@code type} of a problem points to. */
public final class ProblemRoutes {

  public List<Resource> resources() {
    return List.of(Resource.at("/problems/{slug}").get(this::explain).forAnyone());
  }

  private Response explain(ServerRequest request) {
    String slug = request.path().pathParameters().get("slug");
    ProblemType type =
        ProblemType.ofSlug(slug)
            .orElseThrow(() -> new NotFoundException("There is no such type of problem."));
    return Response.html(page(type));
  }

  private static String page(ProblemType type) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"><title>%1$s</title></head>
    <body><h1>%1$s</h1><p>Status %2$d</p><p>%3$s</p></body>
    </html>
    """
        .formatted(type.title(), type.status().code(), type.explanation());
  }
}
