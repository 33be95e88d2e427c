package linkhold.http.page;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.stream.Stream;
import linkhold.domain.NotFoundException;
import linkhold.http.call.BasePath;
import linkhold.http.call.EntityTag;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;

/**
 * The page for people, an app like any other on the public API. What is served here is the same for
 * everybody, so that other sites may link to it; a {@code GET} changes nothing.
 */
public final class PageRoutes {

  private static final Header NO_CACHE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");
  private static final Header IMMUTABLE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable");
  private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Cookie");

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'none'; img-src 'self'";

  private static final Header STRICT = policy(POLICY);

  /** For people who chose to see images of other servers, which their browsers then call. */
  private static final Header WITH_IMAGES = policy(POLICY + " https: http:");

  private static final String IMAGES_COOKIE = "linkhold-images=shown";

  public List<Resource> resources() {
    return List.of(
        Resource.at("/").get(this::shell).forVisitors(),
        Resource.at("/save").get(this::shell).forVisitors(),
        Resource.at("/manifest.webmanifest").get(this::manifest).forVisitors(),
        Resource.at("/service-worker.js").get(this::worker).forVisitors(),
        Resource.at("/page/{version}/{file}").get(this::file).forVisitors());
  }

  private Response shell(ServerRequest request) {
    Header policy = wantsImages(request) ? WITH_IMAGES : STRICT;
    return checked(request, PageFiles.get().filled("index.html", base())).with(policy).with(VARY);
  }

  private Response manifest(ServerRequest request) {
    return checked(request, PageFiles.get().filled("manifest.webmanifest", base()));
  }

  private Response worker(ServerRequest request) {
    return checked(request, PageFiles.get().filled("service-worker.js", base())).with(STRICT);
  }

  private Response file(ServerRequest request) {
    PageFiles files = PageFiles.get();
    PageFile file = files.find(request.path().pathParameters().get("file"));
    if (file == null || !request.path().pathParameters().get("version").equals(files.version())) {
      throw new NotFoundException("The page has no such part.");
    }
    return whole(file).with(IMMUTABLE);
  }

  /** A file that browsers revalidate before each use. */
  private static Response checked(ServerRequest request, PageFile file) {
    Header tag = EntityTag.weak(file.bytes());
    return (EntityTag.isHeld(request, tag) ? Response.NOT_MODIFIED : whole(file))
        .with(tag)
        .with(NO_CACHE);
  }

  private static Response whole(PageFile file) {
    Header type = HeaderValues.create(HeaderNames.CONTENT_TYPE, file.type());
    return Response.of(Status.OK_200, List.of(type), file.bytes());
  }

  private static String base() {
    return BasePath.of("/");
  }

  private static boolean wantsImages(ServerRequest request) {
    return request.headers().all(HeaderNames.COOKIE, List::of).stream()
        .flatMap(line -> Stream.of(line.split(";", -1)))
        .anyMatch(cookie -> cookie.strip().equals(IMAGES_COOKIE));
  }

  private static Header policy(String policy) {
    return HeaderValues.createCached("Content-Security-Policy", policy);
  }
}
