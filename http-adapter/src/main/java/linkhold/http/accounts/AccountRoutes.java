package linkhold.http.accounts;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.List;
import linkhold.domain.AccountSummary;
import linkhold.domain.LinkStore;
import linkhold.http.access.Access;
import linkhold.http.access.Caller;
import linkhold.http.call.Accept;
import linkhold.http.call.EntityTag;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;

/** What the caller's account holds. */
public final class AccountRoutes {

  private final Access access;
  private final LinkStore links;

  public AccountRoutes(Access access, LinkStore links) {
    this.access = access;
    this.links = links;
  }

  public List<Resource> resources() {
    return List.of(Resource.at("/v1/account").get(this::show));
  }

  private Response show(ServerRequest request) {
    Accept.require(request, "application/json");
    Caller caller = access.caller(request);
    AccountSummary summary = links.summary(caller.account().id());
    return Response.privateJson(Status.OK_200, json -> write(json, caller, summary));
  }

  /** Writes the caller's account. */
  static void write(JsonGenerator json, Caller caller, AccountSummary summary) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", caller.account().name());
    json.writeNumberField("revision", summary.version().revision());
    json.writeStringField("epoch", EntityTag.epoch(summary.version()));
    json.writeNumberField("links", summary.links());
    json.writeNumberField("unread", summary.unread());
    json.writeNumberField("archived", summary.archived());
    json.writeNumberField("favorite", summary.favorite());
    json.writeNumberField("shared", summary.shared());
    json.writeStringField("scope", caller.scope().label());
    json.writeEndObject();
  }
}
