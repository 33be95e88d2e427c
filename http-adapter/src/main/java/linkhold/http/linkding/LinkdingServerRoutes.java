package linkhold.http.linkding;

import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.function.BooleanSupplier;
import linkhold.http.call.CacheHeaders;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;

/** The server's version and the user's preferences, for linkding's clients. */
public final class LinkdingServerRoutes {

  /** The path at which clients read the version of linkding, before they have a token. */
  public static final String HEALTH = "/health";

  /** The version of linkding whose API this is. */
  private static final String VERSION = "1.46.2";

  private final BooleanSupplier ready;

  /** Reports health by {@code ready}. */
  public LinkdingServerRoutes(BooleanSupplier ready) {
    this.ready = ready;
  }

  public List<Resource> resources() {
    return List.of(
        LinkdingDialect.at("/api/user/profile[/]").get(this::profile),
        Resource.at(HEALTH).get(this::health).forProbes());
  }

  /** Fixed preferences; sharing is on, so that apps show its switch. */
  private Response profile(ServerRequest request) {
    return Response.privateJson(
        Status.OK_200,
        json -> {
          json.writeStartObject();
          json.writeStringField("theme", "auto");
          json.writeStringField("bookmark_date_display", "relative");
          json.writeStringField("bookmark_link_target", "_blank");
          json.writeStringField("web_archive_integration", "disabled");
          json.writeStringField("tag_search", "lax");
          json.writeBooleanField("enable_sharing", true);
          json.writeBooleanField("enable_public_sharing", false);
          json.writeBooleanField("enable_favicons", false);
          json.writeBooleanField("display_url", false);
          json.writeBooleanField("permanent_notes", false);
          json.writeObjectFieldStart("search_preferences");
          json.writeStringField("sort", "added_desc");
          json.writeStringField("shared", "off");
          json.writeStringField("unread", "off");
          json.writeEndObject();
          json.writeStringField("version", VERSION);
          json.writeEndObject();
        });
  }

  private Response health(ServerRequest request) {
    boolean healthy = ready.getAsBoolean();
    return Response.json(
            healthy ? Status.OK_200 : Status.INTERNAL_SERVER_ERROR_500,
            json -> {
              json.writeStartObject();
              json.writeStringField("version", VERSION);
              json.writeStringField("status", healthy ? "healthy" : "unhealthy");
              json.writeEndObject();
            })
        .with(CacheHeaders.NO_STORE);
  }
}
