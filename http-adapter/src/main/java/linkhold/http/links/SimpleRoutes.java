package linkhold.http.links;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkStore;
import linkhold.domain.LinkUrl;
import linkhold.http.access.Access;
import linkhold.http.call.Accept;
import linkhold.http.call.CacheHeaders;
import linkhold.http.call.JsonBody;
import linkhold.http.call.ProblemType;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.json.JsonObject;

/** The two calls of the original exercise: every URL as one array, and saving a URL. */
public final class SimpleRoutes {

  private final Access access;
  private final LinkStore links;
  private final JsonBody body;

  public SimpleRoutes(Access access, LinkStore links, JsonBody body) {
    this.access = access;
    this.links = links;
    this.body = body;
  }

  public List<Resource> resources() {
    return List.of(Resource.at("/links").get(this::list).post(this::save));
  }

  private Response list(ServerRequest request) {
    Accept.require(request, "application/json");
    return urls(access.account(request));
  }

  private Response save(ServerRequest request) {
    Accept.require(request, "application/json");
    AccountId account = access.account(request);
    JsonObject link = body.read(request, ProblemType.INVALID_JSON);
    LinkUrl url = link.limits().urlIn(link.valid(link.requiredString("url")));
    links.save(account, LinkDraft.of(url));
    return urls(account);
  }

  private Response urls(AccountId account) {
    return Response.jsonStream(
            json -> {
              json.writeStartArray();
              links.forEachUrl(account, url -> write(json, url));
              json.writeEndArray();
            })
        .with(CacheHeaders.PRIVATE)
        .with(CacheHeaders.VARY);
  }

  private static void write(JsonGenerator json, String url) {
    try {
      json.writeString(url);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
