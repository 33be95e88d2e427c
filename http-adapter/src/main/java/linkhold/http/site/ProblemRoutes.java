package linkhold.http.site;

import io.helidon.webserver.http.ServerRequest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import linkhold.domain.NotFoundException;
import linkhold.http.call.ProblemType;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;

/** The pages that the {@code type} of a problem points to. */
public final class ProblemRoutes {

  public List<Resource> resources() {
    return List.of(
        Resource.at("/problems[/]").get(ProblemRoutes::list).forAnyone(),
        Resource.at("/problems/{slug}").get(this::explain).forAnyone());
  }

  private static Response list(ServerRequest request) {
    String items =
        Arrays.stream(ProblemType.values())
            .map(type ->
                "<li><a href=\"%1$s\">%1$s</a> (%2$d): %3$s</li>"
                    .formatted(type.slug(), type.status().code(), type.title()))
            .collect(Collectors.joining("\n"));
    return Response.html(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Types of problems</title></head>
        <body><h1>Types of problems</h1><ul>
        %s
        </ul></body>
        </html>
        """
            .formatted(items));
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
