package linkhold.http.links;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Header;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import linkhold.domain.AccountId;
import linkhold.domain.InvalidInputException;
import linkhold.domain.LinkStore;
import linkhold.domain.NotFoundException;
import linkhold.domain.Tag;
import linkhold.domain.TagCount;
import linkhold.domain.TagStore;
import linkhold.http.access.Access;
import linkhold.http.call.Accept;
import linkhold.http.call.EntityTag;
import linkhold.http.call.JsonBody;
import linkhold.http.call.PercentEncoding;
import linkhold.http.call.Prefer;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Listing, renaming and removing tags. */
public final class TagRoutes {

  private static final String TAGS = "/v1/tags";

  private final Access access;
  private final LinkStore links;
  private final TagStore tags;
  private final JsonBody body;

  public TagRoutes(Access access, LinkStore links, TagStore tags, JsonBody body) {
    this.access = access;
    this.links = links;
    this.tags = tags;
    this.body = body;
  }

  public List<Resource> resources() {
    return List.of(
        Resource.at(TAGS).get(this::list), //
        Resource.at(TAGS + "/{+name}").patch(this::rename).delete(this::remove));
  }

  private Response list(ServerRequest request) {
    Accept.require(request, "application/json");
    AccountId account = access.account(request);
    Header current = EntityTag.weak(links.version(account)); // before the tags, never after
    if (EntityTag.isHeld(request, current)) {
      return Response.notModified(current);
    }
    List<TagCount> counts = tags.list(account);
    return Response.privateJson(Status.OK_200, json -> write(json, counts), current);
  }

  private Response rename(ServerRequest request) {
    Accept.require(request, "application/json");
    AccountId account = access.account(request);
    Tag tag = tag(request);
    JsonObject json = body.readPatch(request);
    Tag newName = json.valid(newName(json, Prefer.isLenient(request)));
    TagCount renamed = tags.rename(account, tag, newName);
    return Prefer.applied(request, Response.privateJson(Status.OK_200, out -> write(out, renamed)));
  }

  private Response remove(ServerRequest request) {
    AccountId account = access.account(request);
    tags.remove(account, tag(request));
    return Response.PRIVATE_NO_CONTENT;
  }

  /** The tag that the last part of the path names; a slash in it is escaped. */
  private static Tag tag(ServerRequest request) {
    String path = request.path().rawPath();
    String part = path.substring(path.lastIndexOf('/') + 1);
    if (!path.equals(TAGS + "/" + part)) {
      throw new NotFoundException("There is nothing at this address.");
    }
    String name = PercentEncoding.decode(part);
    if (name == null) {
      throw new InvalidInputException("", "The tag in the path is not percent-encoded UTF-8.");
    }
    return new Tag(name);
  }

  private static @Nullable Tag newName(JsonObject json, boolean lenient) {
    String name = json.requiredString("name");
    if (!lenient) {
      json.refuseOthers(Set.of("name"));
    }
    return name == null ? null : json.parseMember("name", () -> json.limits().tag(name));
  }

  private static void write(JsonGenerator json, List<TagCount> counts) throws IOException {
    json.writeStartArray();
    for (TagCount count : counts) {
      write(json, count);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, TagCount count) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", count.tag().name());
    json.writeNumberField("count", count.count());
    json.writeEndObject();
  }
}
