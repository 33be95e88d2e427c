package linkhold.http.sync;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import linkhold.domain.AccountId;
import linkhold.domain.Change;
import linkhold.domain.ChangePage;
import linkhold.domain.DomainException;
import linkhold.domain.SyncCursor;
import linkhold.domain.SyncStore;
import linkhold.http.access.Access;
import linkhold.http.access.Caller;
import linkhold.http.call.Accept;
import linkhold.http.call.CacheHeaders;
import linkhold.http.call.EntityTag;
import linkhold.http.call.Prefer;
import linkhold.http.call.QueryParameters;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** The changes since a client's cursor: page by page, in one response, or as they happen. */
public final class ChangeRoutes {

  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";

  private static final int DEFAULT_LIMIT = 200;
  private static final int MAX_LIMIT = 1000;

  /** How many changes of one response are in memory at a time. */
  private static final int STEP = 200;

  private static final Header LINES =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, ChangeLines.MEDIA_TYPE);

  /** The response also depends on {@code Accept}. */
  private static final Header VARY =
      HeaderValues.createCached(HeaderNames.VARY, "Authorization, Cookie, Accept");

  private final Access access;
  private final SyncStore sync;
  private final EventStreams streams;

  public ChangeRoutes(Access access, SyncStore sync, EventStreams streams) {
    this.access = access;
    this.sync = sync;
    this.streams = streams;
  }

  public List<Resource> resources() {
    return List.of(Resource.at("/v1/changes").get(this::changes).withParameters());
  }

  private Response changes(ServerRequest request) {
    String type = Accept.best(request, List.of(JSON, EVENTS, ChangeLines.MEDIA_TYPE));
    Caller caller = access.caller(request);
    QueryParameters parameters = QueryParameters.of(request);
    int limit =
        type.equals(ChangeLines.MEDIA_TYPE)
            ? parameters.limit(Integer.MAX_VALUE, Integer.MAX_VALUE)
            : parameters.limit(DEFAULT_LIMIT, MAX_LIMIT);
    SyncCursor since = since(parameters);
    if (!Prefer.isLenient(request)) {
      parameters.refuseOthers(Set.of("since", "limit"));
    }
    parameters.requireValid();
    AccountId account = caller.account().id();
    Response answer =
        switch (type) {
          case EVENTS -> stream(request, caller, since);
          case ChangeLines.MEDIA_TYPE -> lines(request, account, Optional.ofNullable(since), limit);
          default -> page(request, account, Optional.ofNullable(since), limit);
        };
    return Prefer.applied(request, answer.with(VARY));
  }

  private static @Nullable SyncCursor since(QueryParameters parameters) {
    String text = parameters.one("since");
    SyncCursor since = text == null ? null : SyncCursors.decode(text);
    if (text != null && since == null) {
      parameters.refuse(
          "since",
          "Not a cursor of changes. Send \"next\" unchanged; without a cursor, all links are sent"
              + " again.");
    }
    return since;
  }

  private Response page(
      ServerRequest request, AccountId account, Optional<SyncCursor> since, int limit) {
    return unlessHeld(
        request,
        sync.changes(account, since, Math.min(limit, STEP)),
        (first, current) -> {
          JsonWriter body = json -> write(json, account, first, limit);
          return first.changes().isEmpty()
              ? Response.privateJson(body, current)
              : Response.privateJsonStream(body, current);
        });
  }

  private Response lines(
      ServerRequest request, AccountId account, Optional<SyncCursor> since, int limit) {
    return unlessHeld(
        request,
        sync.changes(account, since, Math.min(limit, ChangeLines.PAGE)),
        (first, current) ->
            Response.stream(
                List.of(LINES, CacheHeaders.PRIVATE, CacheHeaders.VARY, current),
                out -> new ChangeLines(sync, account).write(out, first, limit)));
  }

  /** The store was called in any case: an expired cursor is not the same as no changes. */
  private static Response unlessHeld(
      ServerRequest request, ChangePage first, BiFunction<ChangePage, Header, Response> answer) {
    Header current = EntityTag.weak(first.version());
    return first.changes().isEmpty() && EntityTag.isHeld(request, current)
        ? Response.notModified(current)
        : answer.apply(first, current);
  }

  private void write(JsonGenerator json, AccountId account, ChangePage first, int limit)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("changes");
    ChangePage last = first;
    int left = limit;
    for (ChangePage page = first;
        page != null;
        page = left > 0 ? after(last, account, left) : null) {
      for (Change change : page.changes()) {
        ChangeJson.write(json, change);
      }
      left -= page.changes().size();
      last = page;
    }
    json.writeEndArray();
    json.writeStringField("next", SyncCursors.encode(last.next()));
    json.writeBooleanField("more", last.more());
    json.writeEndObject();
  }

  /**
   * The next page of the same response; null after the last. What changed meanwhile, or failed, is
   * left to the next response: this one has each link once, as of one moment.
   */
  private @Nullable ChangePage after(ChangePage page, AccountId account, int limit) {
    if (!page.more()) {
      return null;
    }
    try {
      ChangePage next = sync.changes(account, Optional.of(page.next()), Math.min(limit, STEP));
      return next.version().equals(page.version()) ? next : null;
    } catch (DomainException e) {
      return null;
    }
  }

  private Response stream(ServerRequest request, Caller caller, @Nullable SyncCursor since) {
    SyncCursor last =
        LastEventId.of(request, SyncCursors::decode, since, "changes", "all links are sent again");
    return Response.events(out -> streams.stream(caller, last, out));
  }
}
