package linkhold.http.sync;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import linkhold.domain.AccountFeed;
import linkhold.domain.AccountFeed.Entry;
import linkhold.domain.AccountFeed.Page;
import linkhold.domain.AccountFeed.Position;
import linkhold.domain.UnavailableException;
import linkhold.http.access.Access;
import linkhold.http.access.Caller;
import linkhold.http.call.Accept;
import linkhold.http.call.Monitor;
import linkhold.http.call.OpaqueCursor;
import linkhold.http.call.Prefer;
import linkhold.http.call.QueryParameters;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.json.FeedJson;
import org.jspecify.annotations.Nullable;

/** Which accounts have changed, page by page or as it happens, for an app's own server. */
public final class AccountChangeRoutes {

  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";
  private static final int DEFAULT_LIMIT = 200;
  private static final int MAX_LIMIT = 1000;

  /** How many entries are in memory for a stream. */
  private static final int PAGE = 200;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final OpaqueCursor CURSOR = new OpaqueCursor(1, "accounts");

  private static final Header VARY =
      HeaderValues.createCached(HeaderNames.VARY, "Authorization, Cookie, Accept");

  private final Access access;
  private final AccountFeed feed;
  private final Listeners listeners;
  private final Duration heartbeat;
  private final Monitor monitor;

  /**
   * Routes over {@code feed}.
   *
   * @param heartbeat the longest silence on a stream
   */
  public AccountChangeRoutes(
      Access access, AccountFeed feed, Listeners listeners, Duration heartbeat, Monitor monitor) {
    this.access = access;
    this.feed = feed;
    this.listeners = listeners;
    this.heartbeat = heartbeat;
    this.monitor = monitor;
  }

  public List<Resource> resources() {
    return List.of(
        Resource.at("/v1/account-changes").get(this::changes).withParameters().forAdmins());
  }

  private Response changes(ServerRequest request) {
    String type = Accept.best(request, List.of(JSON, EVENTS));
    Caller caller = access.caller(request);
    QueryParameters parameters = QueryParameters.of(request);
    int limit = parameters.limit(DEFAULT_LIMIT, MAX_LIMIT);
    String since = parameters.one("since");
    Position position = since == null ? null : decode(since);
    if (since != null && position == null) {
      parameters.refuse("since", "Not a cursor of accounts. Send \"next\" unchanged.");
    }
    if (!Prefer.isLenient(request)) {
      parameters.refuseOthers(Set.of("since", "limit"));
    }
    parameters.requireValid();
    Response answer =
        type.equals(EVENTS) ? stream(request, caller, position) : page(position, limit);
    return Prefer.applied(request, answer.with(VARY));
  }

  private Response page(@Nullable Position since, int limit) {
    Page page = feed.read(Optional.ofNullable(since), limit);
    return Response.privateJson(
        Status.OK_200,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("accounts");
          for (Entry entry : page.entries()) {
            FeedJson.write(json, entry);
          }
          json.writeEndArray();
          json.writeStringField("next", encode(page.next()));
          json.writeBooleanField("more", page.more());
          json.writeEndObject();
        });
  }

  private Response stream(ServerRequest request, Caller caller, @Nullable Position since) {
    Position last =
        LastEventId.of(
            request, AccountChangeRoutes::decode, since, "accounts", "all accounts are sent");
    return Response.events(out -> stream(caller, last, out));
  }

  private void stream(Caller caller, @Nullable Position since, OutputStream out)
      throws IOException {
    try (Listener listener = listeners.open(caller)) {
      EventWriter events = new EventWriter(out);
      events.retry(BETWEEN_LOOKS.multipliedBy(4));
      events.flush();
      Position last = since;
      boolean synced = false;
      while (!listener.hasEnded()) {
        Page page = listeners.isVerified(listener) ? read(last) : null;
        if (page != null) {
          last = page.next();
          synced = write(events, page, synced);
        }
        if (events.silence().compareTo(heartbeat) >= 0) {
          events.comment();
        }
        if (events.hasMore()) {
          events.flush();
        }
        if (page == null || !page.more()) {
          listener.awaitEnd(BETWEEN_LOOKS);
        }
      }
    } catch (CloseConnectionException e) {
      monitor.streamCut();
      throw e;
    }
  }

  private @Nullable Page read(@Nullable Position last) {
    try {
      return feed.read(Optional.ofNullable(last), PAGE);
    } catch (UnavailableException e) {
      return null;
    }
  }

  /**
   * Adds the entries and, once, after the last earlier one, an event that says that there are no
   * more of these.
   */
  private static boolean write(EventWriter events, Page page, boolean synced) throws IOException {
    for (Entry entry : page.entries()) {
      Position position = new Position(page.next().epoch(), entry.sequence());
      events.event("account", encode(position), json -> FeedJson.write(json, entry));
    }
    if (!synced && !page.more()) {
      events.event("synced", encode(page.next()), AccountChangeRoutes::writeNothing);
      return true;
    }
    return synced;
  }

  private static void writeNothing(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeEndObject();
  }

  private static String encode(Position position) {
    return CURSOR.encode(
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(position.epoch())
            .putLong(position.sequence())
            .array());
  }

  private static @Nullable Position decode(String text) {
    byte[] bytes = CURSOR.decode(text);
    if (bytes == null || bytes.length != 2 * Long.BYTES) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Position(in.getLong(), in.getLong());
  }
}
