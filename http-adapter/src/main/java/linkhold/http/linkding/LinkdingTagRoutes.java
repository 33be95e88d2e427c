package linkhold.http.linkding;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.List;
import linkhold.domain.NotFoundException;
import linkhold.domain.NumberedTag;
import linkhold.domain.NumberedTagStore;
import linkhold.domain.SearchText;
import linkhold.domain.Tag;
import linkhold.http.access.Access;
import linkhold.http.call.PathId;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.http.server.Forwarding;

/** Tags as in linkding: with ids, and kept even when no link has them. */
public final class LinkdingTagRoutes {

  private static final String TAGS = "/api/tags";

  private final Access access;
  private final NumberedTagStore tags;
  private final LinkdingBody body;
  private final Forwarding forwarding;

  public LinkdingTagRoutes(
      Access access, NumberedTagStore tags, LinkdingBody body, Forwarding forwarding) {
    this.access = access;
    this.tags = tags;
    this.body = body;
    this.forwarding = forwarding;
  }

  public List<Resource> resources() {
    return List.of(
        LinkdingDialect.at(TAGS + "[/]").get(this::list).post(this::add),
        LinkdingDialect.at(TAGS + "/{id}[/]").get(this::find).delete(this::remove));
  }

  private Response list(ServerRequest request) {
    LinkdingPaging paging = LinkdingPaging.of(request, forwarding);
    String part = SearchText.fold(paging.parameter("q"));
    List<NumberedTag> found =
        tags.list(access.account(request)).stream()
            .filter(tag -> SearchText.fold(tag.tag()).contains(part))
            .toList();
    return paging.answer(found, tag -> json -> write(json, tag));
  }

  private Response add(ServerRequest request) {
    LinkdingInput input = body.read(request);
    String name = input.requiredText("name");
    Tag tag =
        input.valid(name == null ? null : input.parse("name", () -> input.limits().tag(name)));
    return answer(Status.CREATED_201, tags.add(access.account(request), tag));
  }

  private Response find(ServerRequest request) {
    NumberedTag tag =
        tags.find(access.account(request), id(request)).orElseThrow(NotFoundException::tag);
    return answer(Status.OK_200, tag);
  }

  private Response remove(ServerRequest request) {
    tags.remove(access.account(request), id(request));
    return Response.PRIVATE_NO_CONTENT;
  }

  private static long id(ServerRequest request) {
    return PathId.of(request).orElseThrow(NotFoundException::tag);
  }

  private static Response answer(Status status, NumberedTag tag) {
    return Response.privateJson(status, json -> write(json, tag));
  }

  private static void write(JsonGenerator json, NumberedTag tag) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", tag.id());
    json.writeStringField("name", tag.tag().name());
    LinkdingBookmarkJson.write(json, "date_added", tag.createdAt());
    json.writeEndObject();
  }
}
