package linkhold.http.linkding;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import linkhold.domain.AccountId;
import linkhold.domain.BundleStore;
import linkhold.domain.InvalidInputException;
import linkhold.domain.Link;
import linkhold.domain.LinkCount;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkPage;
import linkhold.domain.LinkPatch;
import linkhold.domain.LinkQuery;
import linkhold.domain.LinkStore;
import linkhold.domain.LinkUrl;
import linkhold.domain.NotFoundException;
import linkhold.domain.PageContent;
import linkhold.domain.PageReader;
import linkhold.domain.Precondition;
import linkhold.domain.SharedText;
import linkhold.http.access.Access;
import linkhold.http.call.CacheHeaders;
import linkhold.http.call.PathId;
import linkhold.http.call.QueryParameters;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.http.linkding.LinkdingList.Kind;
import linkhold.http.server.Forwarding;
import linkhold.json.Json;
import linkhold.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Links as linkding's bookmarks. */
public final class LinkdingBookmarkRoutes {

  private static final String BOOKMARKS = "/api/bookmarks";

  /** How long an app waits for a page to be read. */
  private static final Duration READ_LIMIT = Duration.ofSeconds(5);

  /** Pages read at once; further requests are answered without reading. */
  private static final int READS_AT_ONCE = 8;

  /** How many links are in memory at a time for one response. */
  private static final int LINKS_PER_READ = 200;

  private static final List<Header> STREAMED =
      List.of(
          HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json"),
          CacheHeaders.PRIVATE,
          CacheHeaders.VARY);

  private static final Response NO_UPLOADS =
      refusal(Status.FORBIDDEN_403, "error", "Asset upload is disabled.");

  private static final Response NO_ASSET =
      refusal(Status.NOT_FOUND_404, "detail", "No BookmarkAsset matches the given query.");

  private final Access access;
  private final LinkStore links;
  private final LinkdingList lists;
  private final PageReader reader;
  private final Semaphore reads = new Semaphore(READS_AT_ONCE);
  private final LinkdingBody body;
  private final Forwarding forwarding;

  public LinkdingBookmarkRoutes(
      Access access,
      LinkStore links,
      BundleStore bundles,
      PageReader reader,
      LinkdingBody body,
      Forwarding forwarding) {
    this.access = access;
    this.links = links;
    this.lists = new LinkdingList(bundles);
    this.reader = reader;
    this.body = body;
    this.forwarding = forwarding;
  }

  /** The slash at the end of a path is optional, since some clients leave it out. */
  public List<Resource> resources() {
    String one = BOOKMARKS + "/{id}";
    return List.of(
        LinkdingDialect.at(BOOKMARKS + "[/]")
            .get(request -> list(request, Kind.CURRENT))
            .post(this::save),
        LinkdingDialect.at(BOOKMARKS + "/archived[/]").get(request -> list(request, Kind.ARCHIVED)),
        LinkdingDialect.at(BOOKMARKS + "/shared[/]").get(this::shared).forAnonymousToo(),
        LinkdingDialect.at(BOOKMARKS + "/check[/]").get(this::check),
        LinkdingDialect.at(BOOKMARKS + "/singlefile[/]").post(_ -> NO_UPLOADS),
        LinkdingDialect.at(one + "[/]")
            .get(this::find)
            .put(request -> update(request, true))
            .patch(request -> update(request, false))
            .delete(this::delete),
        LinkdingDialect.at(one + "/archive[/]").post(request -> archive(request, true)),
        LinkdingDialect.at(one + "/unarchive[/]").post(request -> archive(request, false)),
        LinkdingDialect.at(one + "/assets[/]").get(this::assets),
        LinkdingDialect.at(one + "/assets/upload[/]").post(this::upload),
        LinkdingDialect.at(one + "/assets/{asset}[/]").get(_ -> NO_ASSET).delete(_ -> NO_ASSET),
        LinkdingDialect.at(one + "/assets/{asset}/download[/]").get(_ -> NO_ASSET));
  }

  private Response list(ServerRequest request, Kind kind) {
    LinkdingPaging paging = LinkdingPaging.of(request, forwarding);
    AccountId account = access.account(request);
    return lists
        .query(account, kind, paging)
        .map(query -> answer(account, query, paging))
        .orElseGet(() -> nothing(paging));
  }

  private Response save(ServerRequest request) {
    AccountId account = access.account(request);
    LinkDraft draft = LinkdingBookmarkJson.draft(body.read(request));
    return answer(Status.CREATED_201, links.save(account, draft).link());
  }

  /**
   * The bookmarks that the caller shares. Accounts never see each other's links, so anonymous
   * callers get an empty list.
   */
  private Response shared(ServerRequest request) {
    LinkdingPaging paging = LinkdingPaging.of(request, forwarding);
    if (access.isAnonymous(request)) {
      return nothing(paging);
    }
    String user = paging.parameter("user");
    boolean theirOwn =
        user == null || user.isEmpty() || user.equals(access.caller(request).account().name());
    return theirOwn ? list(request, Kind.SHARED) : nothing(paging);
  }

  private Response check(ServerRequest request) {
    AccountId account = access.account(request);
    List<String> given = QueryParameters.of(request).all("url");
    String url = given.isEmpty() ? null : given.getLast();
    Link link = url == null ? null : held(account, url).orElse(null);
    PageContent page = url == null ? null : read(url).orElse(null);
    return Response.privateJson(
        Status.OK_200,
        json -> {
          json.writeStartObject();
          json.writeFieldName("bookmark");
          if (link == null) {
            json.writeNull();
          } else {
            LinkdingBookmarkJson.write(json, link);
          }
          json.writeObjectFieldStart("metadata");
          json.writeStringField("url", url);
          json.writeStringField(
              "title", page == null ? link == null ? null : link.title() : page.title());
          json.writeStringField(
              "description",
              page == null ? link == null ? null : link.description() : page.description());
          json.writeStringField(
              "preview_image",
              page == null ? link == null ? null : link.imageUrl() : page.imageUrl());
          json.writeEndObject();
          json.writeArrayFieldStart("auto_tags");
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /**
   * The content of the page at {@code url}; empty when that is not a URL, or the page cannot be
   * read in time.
   */
  private Optional<PageContent> read(String url) {
    if (!reads.tryAcquire()) {
      return Optional.empty();
    }
    try {
      return reader.read(SharedText.urlIn(url), READ_LIMIT).content();
    } catch (InvalidInputException e) {
      return Optional.empty();
    } finally {
      reads.release();
    }
  }

  /** The link of {@code url}; empty when there is none, or the text is not a URL. */
  private Optional<Link> held(AccountId account, String url) {
    LinkUrl parsed;
    try {
      parsed = SharedText.urlIn(url);
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
    return links.findByUrl(account, parsed);
  }

  private Response find(ServerRequest request) {
    Link link =
        links
            .find(access.account(request), id(request))
            .orElseThrow(LinkdingBookmarkRoutes::noBookmark);
    return answer(Status.OK_200, link);
  }

  private Response update(ServerRequest request, boolean whole) {
    AccountId account = access.account(request);
    long id = id(request);
    LinkPatch patch = LinkdingBookmarkJson.patch(body.read(request), whole);
    return answer(Status.OK_200, links.update(account, id, patch, Precondition.NONE));
  }

  private Response delete(ServerRequest request) {
    requireLink(request); // linkding answers a second deletion with an error
    links.delete(access.account(request), id(request), Precondition.NONE);
    return Response.PRIVATE_NO_CONTENT;
  }

  private Response archive(ServerRequest request, boolean archived) {
    LinkFields fields = LinkFields.builder().archived(archived).build();
    LinkPatch patch = new LinkPatch(null, fields, List.of(), List.of());
    links.update(access.account(request), id(request), patch, Precondition.NONE);
    return Response.PRIVATE_NO_CONTENT;
  }

  private Response assets(ServerRequest request) {
    requireLink(request);
    return nothing(LinkdingPaging.of(request, forwarding));
  }

  private Response upload(ServerRequest request) {
    requireLink(request);
    return NO_UPLOADS;
  }

  private void requireLink(ServerRequest request) {
    if (links.find(access.account(request), id(request)).isEmpty()) {
      throw noBookmark();
    }
  }

  private static long id(ServerRequest request) {
    return PathId.of(request).orElseThrow(LinkdingBookmarkRoutes::noBookmark);
  }

  private static NotFoundException noBookmark() {
    return new NotFoundException("There is no such bookmark.");
  }

  private static Response refusal(Status status, String field, String text) {
    return Response.privateJson(
        status,
        json -> {
          json.writeStartObject();
          json.writeStringField(field, text);
          json.writeEndObject();
        });
  }

  private static Response answer(Status status, Link link) {
    return Response.privateJson(status, json -> LinkdingBookmarkJson.write(json, link));
  }

  private static Response nothing(LinkdingPaging paging) {
    return paging.answer(List.of(), _ -> _ -> {});
  }

  /** Reads and sends a long list in parts. */
  private Response answer(AccountId account, LinkQuery query, LinkdingPaging paging) {
    LinkCount count = links.count(account, query, paging.offset());
    long wanted = Math.min(paging.limit(), Math.max(0, count.links() - paging.offset()));
    LinkPage first =
        wanted == 0 ? null : links.page(account, query.withPage(count.after(), part(wanted)));
    JsonWriter list =
        json -> {
          paging.begin(json, count.links());
          writeFrom(json, account, query, first, wanted);
          paging.end(json);
        };
    return wanted <= LINKS_PER_READ
        ? Response.privateJson(Status.OK_200, list)
        : Response.stream(STREAMED, out -> Json.write(out, list));
  }

  private void writeFrom(
      JsonGenerator json, AccountId account, LinkQuery query, @Nullable LinkPage first, long wanted)
      throws IOException {
    LinkPage page = first;
    long left = wanted;
    while (page != null) {
      for (Link link : page.links()) {
        LinkdingBookmarkJson.write(json, link);
      }
      left -= page.links().size();
      page =
          page.more() && left > 0
              ? links.page(
                  account,
                  query.withPage(query.sort().positionOf(page.links().getLast()), part(left)))
              : null;
    }
  }

  private static int part(long wanted) {
    return (int) Math.min(wanted, LINKS_PER_READ);
  }
}
