package linkhold.http.sync;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import linkhold.domain.AccountId;
import linkhold.domain.CopyDigest;
import linkhold.domain.IdRange;
import linkhold.domain.Link;
import linkhold.domain.RangePage;
import linkhold.domain.SyncCursor;
import linkhold.domain.SyncStore;
import linkhold.http.access.Access;
import linkhold.http.call.Accept;
import linkhold.http.call.Prefer;
import linkhold.http.call.QueryParameters;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.json.LinkJson;
import org.jspecify.annotations.Nullable;

/**
 * Digests and links by ranges of ids, with which a client checks and repairs its copy of an
 * account's links.
 */
public final class CopyRoutes {

  private static final int DEFAULT_LIMIT = 200;
  private static final int MAX_LIMIT = 1000;

  private final Access access;
  private final SyncStore sync;

  public CopyRoutes(Access access, SyncStore sync) {
    this.access = access;
    this.sync = sync;
  }

  public List<Resource> resources() {
    return List.of(
        Resource.at("/v1/changes/digest").get(this::digest).withParameters(),
        Resource.at("/v1/changes/range").get(this::range).withParameters());
  }

  private Response digest(ServerRequest request) {
    Accept.best(request, List.of("application/json"));
    AccountId account = access.caller(request).account().id();
    QueryParameters parameters = QueryParameters.of(request);
    SyncCursor since = since(parameters);
    IdRange ids = ids(parameters);
    if (!Prefer.isLenient(request)) {
      parameters.refuseOthers(Set.of("since", "from", "to"));
    }
    CopyDigest digest = sync.digest(account, parameters.valid(since), parameters.valid(ids));
    return Prefer.applied(
        request, Response.privateJson(Status.OK_200, json -> write(json, digest)));
  }

  private Response range(ServerRequest request) {
    Accept.best(request, List.of("application/json"));
    AccountId account = access.caller(request).account().id();
    QueryParameters parameters = QueryParameters.of(request);
    SyncCursor since = since(parameters);
    IdRange ids = ids(parameters);
    parameters.require("from", "to");
    int limit = parameters.limit(DEFAULT_LIMIT, MAX_LIMIT);
    if (!Prefer.isLenient(request)) {
      parameters.refuseOthers(Set.of("since", "from", "to", "limit"));
    }
    RangePage page = sync.range(account, parameters.valid(since), parameters.valid(ids), limit);
    return Prefer.applied(request, Response.privateJson(Status.OK_200, json -> write(json, page)));
  }

  private static @Nullable SyncCursor since(QueryParameters parameters) {
    String text = parameters.required("since");
    SyncCursor since = text == null ? null : SyncCursors.decode(text);
    if (text != null && since == null) {
      parameters.refuse("since", "Not a cursor of changes. Send the copy's \"next\" unchanged.");
    }
    return since;
  }

  private static @Nullable IdRange ids(QueryParameters parameters) {
    long from = parameters.id("from", IdRange.ALL.from());
    long to = parameters.id("to", IdRange.ALL.to());
    if (to < from) {
      parameters.refuse("to", "Less than \"from\".");
      return null;
    }
    return new IdRange(from, to);
  }

  private static void write(JsonGenerator json, CopyDigest digest) throws IOException {
    json.writeStartObject();
    json.writeNumberField("revision", digest.version().revision());
    json.writeBooleanField("current", digest.current());
    json.writeArrayFieldStart("parts");
    for (CopyDigest.Part part : digest.parts()) {
      json.writeStartObject();
      json.writeNumberField("from", part.ids().from());
      json.writeNumberField("to", part.ids().to());
      json.writeNumberField("count", part.count());
      json.writeStringField("digest", HexFormat.of().toHexDigits(part.digest()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, RangePage page) throws IOException {
    json.writeStartObject();
    json.writeNumberField("from", page.ids().from());
    json.writeNumberField("to", page.ids().to());
    json.writeArrayFieldStart("links");
    for (Link link : page.links()) {
      LinkJson.write(json, link);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
