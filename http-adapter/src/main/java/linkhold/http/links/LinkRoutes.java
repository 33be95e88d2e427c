package linkhold.http.links;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import linkhold.domain.AccountId;
import linkhold.domain.Link;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkPage;
import linkhold.domain.LinkPatch;
import linkhold.domain.LinkStore;
import linkhold.domain.LinkUrl;
import linkhold.domain.NotFoundException;
import linkhold.domain.PageQueue;
import linkhold.domain.Precondition;
import linkhold.domain.SaveResult.Outcome;
import linkhold.domain.SaveResult.Saved;
import linkhold.http.access.Access;
import linkhold.http.call.Accept;
import linkhold.http.call.BasePath;
import linkhold.http.call.EntityTag;
import linkhold.http.call.JsonBody;
import linkhold.http.call.PathId;
import linkhold.http.call.Prefer;
import linkhold.http.call.QueryParameters;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.json.JsonObject;
import linkhold.json.LinkJson;
import org.jspecify.annotations.Nullable;

/** Saving, listing, finding, changing and deleting links. */
public final class LinkRoutes {

  private static final String LINKS = "/v1/links";

  private static final HeaderName OUTCOME = HeaderNames.create("Linkhold-Outcome");
  private static final Header CREATED = HeaderValues.createCached(OUTCOME, "created");
  private static final Header MERGED = HeaderValues.createCached(OUTCOME, "merged");
  private static final Header UNCHANGED = HeaderValues.createCached(OUTCOME, "unchanged");
  private static final Header RESTORED = HeaderValues.createCached(OUTCOME, "restored");

  private final Access access;
  private final LinkStore links;
  private final Optional<PageQueue> pages;
  private final JsonBody body;

  /**
   * The routes of links.
   *
   * @param pages the queue for refreshes; empty where no pages are read
   */
  public LinkRoutes(Access access, LinkStore links, Optional<PageQueue> pages, JsonBody body) {
    this.access = access;
    this.links = links;
    this.pages = pages;
    this.body = body;
  }

  public List<Resource> resources() {
    return List.of(
        Resource.at(LINKS).post(this::save).get(this::list).withParameters(),
        Resource.at(LINKS + "/lookup").get(this::lookup).withParameters(),
        Resource.at(LINKS + "/{id}").get(this::find).patch(this::update).delete(this::delete),
        Resource.at(LINKS + "/{id}/refresh").post(this::refresh));
  }

  private Response save(ServerRequest request) {
    Accept.require(request, "application/json");
    AccountId account = access.account(request);
    JsonObject json = body.read(request);
    boolean lenient = Prefer.isLenient(request);
    LinkDraft draft =
        json.valid(LinkJson.sharedDraft(json, lenient, url -> hasTitle(account, url)));
    Saved saved = links.save(account, draft);
    return Prefer.applied(request, answer(saved.outcome(), saved.link()));
  }

  private boolean hasTitle(AccountId account, LinkUrl url) {
    return links.findByUrl(account, url).filter(link -> link.title() != null).isPresent();
  }

  private Response list(ServerRequest request) {
    Accept.require(request, "application/json");
    AccountId account = access.account(request);
    LinkListRequest list = LinkListRequest.of(request, account);
    if (EntityTag.isConditional(request)) {
      Header current = EntityTag.weak(links.version(account));
      if (EntityTag.isHeld(request, current)) {
        return Response.notModified(current);
      }
    }
    LinkPage page = links.page(account, list.query());
    return Prefer.applied(request, answer(page, list));
  }

  private Response lookup(ServerRequest request) {
    Accept.require(request, "application/json");
    AccountId account = access.account(request);
    LinkUrl url = url(request);
    Link link =
        links
            .findByUrl(account, url)
            .orElseThrow(() -> new NotFoundException("No link has this URL."));
    return Prefer.applied(request, answer(request, link));
  }

  private Response find(ServerRequest request) {
    Accept.require(request, "application/json");
    AccountId account = access.account(request);
    Link link = links.find(account, id(request)).orElseThrow(NotFoundException::link);
    return answer(request, link);
  }

  private Response update(ServerRequest request) {
    Accept.require(request, "application/json");
    AccountId account = access.account(request);
    long id = id(request);
    Precondition precondition = EntityTag.precondition(request);
    JsonObject json = body.readPatch(request);
    LinkPatch patch = json.valid(LinkJson.patch(json, Prefer.isLenient(request)));
    Link link = links.update(account, id, patch, precondition);
    return Prefer.applied(request, answer(link));
  }

  private Response delete(ServerRequest request) {
    AccountId account = access.account(request);
    links.delete(account, id(request), EntityTag.precondition(request));
    return Response.PRIVATE_NO_CONTENT;
  }

  /** Queues the page of the link to be read again; does nothing where no pages are read. */
  private Response refresh(ServerRequest request) {
    Accept.require(request, "application/json");
    AccountId account = access.account(request);
    long id = id(request);
    Link link =
        pages
            .map(queue -> queue.refresh(account, id))
            .or(() -> links.find(account, id))
            .orElseThrow(NotFoundException::link);
    return Response.privateJson(
        pages.isPresent() ? Status.ACCEPTED_202 : Status.OK_200,
        json -> LinkJson.write(json, link),
        EntityTag.of(link.version()));
  }

  private static Response answer(Outcome outcome, Link link) {
    return switch (outcome) {
      case CREATED -> created(link, CREATED);
      case RESTORED -> created(link, RESTORED);
      case MERGED -> answer(link, MERGED);
      case UNCHANGED -> answer(link, UNCHANGED);
    };
  }

  private static Response created(Link link, Header outcome) {
    return Response.privateJson(
        Status.CREATED_201,
        json -> LinkJson.write(json, link),
        EntityTag.of(link.version()),
        HeaderValues.create(HeaderNames.LOCATION, BasePath.of(LINKS + "/" + link.id())),
        outcome);
  }

  private static Response answer(Link link, Header outcome) {
    return Response.privateJson(
        Status.OK_200, json -> LinkJson.write(json, link), EntityTag.of(link.version()), outcome);
  }

  private static Response answer(Link link) {
    return Response.privateJson(
        Status.OK_200, json -> LinkJson.write(json, link), EntityTag.of(link.version()));
  }

  /** The link, or 304 when the caller's copy is current. */
  private static Response answer(ServerRequest request, Link link) {
    Header current = EntityTag.of(link.version());
    return EntityTag.isHeld(request, current) ? Response.notModified(current) : answer(link);
  }

  private static Response answer(LinkPage page, LinkListRequest list) {
    String next = list.next(page);
    Response answer =
        Response.privateJson(
            Status.OK_200, json -> write(json, page, next), EntityTag.weak(page.version()));
    return next == null
        ? answer
        : answer.with(
            HeaderValues.create(
                HeaderNames.LINK,
                "<" + BasePath.of(LINKS) + "?" + list.queryAt(next) + ">; rel=\"next\""));
  }

  private static void write(JsonGenerator json, LinkPage page, @Nullable String next)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("items");
    for (Link link : page.links()) {
      LinkJson.write(json, link);
    }
    json.writeEndArray();
    json.writeStringField("next", next);
    json.writeEndObject();
  }

  private static LinkUrl url(ServerRequest request) {
    QueryParameters parameters = QueryParameters.of(request);
    String text = parameters.required("url");
    LinkUrl url = text == null ? null : parameters.parse(() -> LinkUrl.parse(text));
    if (!Prefer.isLenient(request)) {
      parameters.refuseOthers(Set.of("url"));
    }
    return parameters.valid(url);
  }

  /** The id in the path; text that is not a number is answered like an id without a link. */
  private static long id(ServerRequest request) {
    return PathId.of(request).orElseThrow(NotFoundException::link);
  }
}
