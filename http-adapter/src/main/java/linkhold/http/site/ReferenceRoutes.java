package linkhold.http.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import linkhold.domain.NotFoundException;
import linkhold.domain.Sha256;
import linkhold.http.call.BasePath;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import org.jspecify.annotations.Nullable;

/**
 * The description of every call for people: Swagger UI over the OpenAPI document. The page loads
 * nothing from elsewhere, and runs no script but its own.
 */
public final class ReferenceRoutes {

  /** The parts of Swagger UI that the page needs, and their media types; nothing else is served. */
  private static final Map<String, String> PARTS =
      Map.of(
          "swagger-ui.css", "text/css; charset=utf-8",
          "swagger-ui-bundle.js", "text/javascript; charset=utf-8",
          "favicon-32x32.png", "image/png");

  private static final String SCRIPT =
      """
      SwaggerUIBundle({
        url: "openapi", dom_id: "#reference", validatorUrl: null, deepLinking: true,
        defaultModelsExpandDepth: 0, displayRequestDuration: true
      });
      """;

  private static final HeaderName NOSNIFF_NAME = HeaderNames.create("X-Content-Type-Options");
  private static final Header NOSNIFF = HeaderValues.createCached(NOSNIFF_NAME, "nosniff");
  private static final Header HTML =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8");
  private static final Header NO_CACHE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");
  private static final Header IMMUTABLE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable");

  public List<Resource> resources() {
    return List.of(
        Resource.at("/docs").get(this::page).forAnyone(),
        Resource.at("/docs/{version}/{file}").get(this::part).forAnyone());
  }

  private Response page(ServerRequest request) {
    return Response.of(
        Status.OK_200, List.of(HTML, NO_CACHE, NOSNIFF, Page.POLICY), Page.html().getBytes(UTF_8));
  }

  private Response part(ServerRequest request) {
    String file = request.path().pathParameters().get("file");
    String type = PARTS.get(file);
    if (type == null || !request.path().pathParameters().get("version").equals(Page.VERSION)) {
      throw new NotFoundException("The reference page has no such part.");
    }
    List<Header> headers =
        List.of(HeaderValues.create(HeaderNames.CONTENT_TYPE, type), IMMUTABLE, NOSNIFF);
    return Response.stream(
        headers,
        out -> {
          String folder = "/META-INF/resources/webjars/swagger-ui/" + Page.VERSION + "/";
          try (InputStream in = open(folder + file)) {
            in.transferTo(out);
          }
        });
  }

  private static InputStream open(String resource) {
    @Nullable InputStream in = ReferenceRoutes.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("Not on the class path: " + resource);
    }
    return in;
  }

  /** Made at the first request. */
  private static final class Page {

    static final String VERSION = version();

    /** The placeholder in the page for the path that its addresses are relative to. */
    private static final String BASE = "{base}";

    private static final String HTML =
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <base href="%3$s">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Linkhold: every call</title>
          <link rel="icon" href="docs/%1$s/favicon-32x32.png">
          <link rel="stylesheet" href="docs/%1$s/swagger-ui.css">
        </head>
        <body>
          <div id="reference"></div>
          <script src="docs/%1$s/swagger-ui-bundle.js"></script>
          <script>%2$s</script>
        </body>
        </html>
        """
            .formatted(VERSION, SCRIPT, BASE);

    /** Allows {@code data:} images, which Swagger UI's style sheet uses. */
    static final Header POLICY =
        HeaderValues.createCached(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self' 'sha256-%s'; style-src 'self';"
                    .formatted(digest(SCRIPT))
                + " img-src 'self' data:; connect-src 'self'; base-uri 'self';"
                + " form-action 'none'; frame-ancestors 'none'");

    /** The page with the base path of the current client. */
    static String html() {
      return HTML.replace(BASE, BasePath.of("/"));
    }

    private static String version() {
      try (InputStream in = open("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
        Properties properties = new Properties();
        properties.load(in);
        return properties.getProperty("version");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String digest(String text) {
      return Base64.getEncoder().encodeToString(Sha256.of(text));
    }
  }
}
