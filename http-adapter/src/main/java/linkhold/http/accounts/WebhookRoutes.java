package linkhold.http.accounts;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import linkhold.domain.InvalidInputException;
import linkhold.domain.LinkUrl;
import linkhold.domain.NotFoundException;
import linkhold.domain.Webhook;
import linkhold.domain.WebhookStore;
import linkhold.http.call.Accept;
import linkhold.http.call.CacheHeaders;
import linkhold.http.call.JsonBody;
import linkhold.http.call.Prefer;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.json.JsonObject;
import linkhold.json.Timestamp;
import org.jspecify.annotations.Nullable;

/** The webhooks, for administrators. */
public final class WebhookRoutes {

  private static final String WEBHOOKS = "/v1/webhooks";

  private final WebhookStore webhooks;
  private final Predicate<LinkUrl> reachable;
  private final JsonBody body;

  /**
   * Routes over {@code webhooks}.
   *
   * @param reachable whether the server may connect to a URL
   */
  public WebhookRoutes(WebhookStore webhooks, Predicate<LinkUrl> reachable, JsonBody body) {
    this.webhooks = webhooks;
    this.reachable = reachable;
    this.body = body;
  }

  public List<Resource> resources() {
    return List.of(
        Resource.at(WEBHOOKS).get(this::list).post(this::add).forAdmins(),
        Resource.at(WEBHOOKS + "/{id}").delete(this::remove).forAdmins());
  }

  private Response list(ServerRequest request) {
    Accept.require(request, "application/json");
    List<Webhook> all = webhooks.list();
    return Response.privateJson(
        Status.OK_200,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("items");
          for (Webhook webhook : all) {
            json.writeStartObject();
            writeMembers(json, webhook);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Response add(ServerRequest request) {
    Accept.require(request, "application/json");
    JsonObject json = body.read(request);
    String text = json.requiredString("url");
    String url = text == null ? null : json.parse(() -> requireUrl(text));
    if (!Prefer.isLenient(request)) {
      json.refuseOthers(Set.of("url"));
    }
    String secret = Webhook.newSecret();
    Webhook webhook = webhooks.add(json.valid(url), secret);
    return Prefer.applied(
        request,
        Response.privateJson(
            Status.CREATED_201,
            out -> {
              out.writeStartObject();
              writeMembers(out, webhook);
              out.writeStringField("secret", secret);
              out.writeEndObject();
            },
            CacheHeaders.NO_STORE));
  }

  private String requireUrl(String text) {
    LinkUrl url = LinkUrl.parse(text);
    if (!text.equals(url.given()) || !url.isOfPage() || text.matches("[^/]*//[^/?#]*@.*")) {
      throw new InvalidInputException(
          "/url", "Expected an http or https URL without user name and password.");
    }
    if (!reachable.test(url)) {
      throw new InvalidInputException(
          "/url",
          "The host has no address, or one that the server may not connect to. Private addresses"
              + " have to be allowed by --webhooks-allow.");
    }
    return text;
  }

  private Response remove(ServerRequest request) {
    String[] parts = request.path().rawPath().split("/", -1);
    if (!parts[3].matches("[1-9][0-9]{0,17}")) {
      throw NotFoundException.webhook();
    }
    webhooks.remove(Long.parseLong(parts[3]));
    return Response.PRIVATE_NO_CONTENT;
  }

  private static void writeMembers(JsonGenerator json, Webhook webhook) throws IOException {
    json.writeNumberField("id", webhook.id());
    json.writeStringField("url", webhook.url());
    write(json, "createdAt", webhook.createdAt());
    write(json, "deliveredAt", webhook.deliveredAt());
    json.writeNumberField("failures", webhook.failures());
    write(json, "failingSince", webhook.failingSince());
    json.writeStringField("lastError", webhook.lastError());
  }

  private static void write(JsonGenerator json, String name, @Nullable Instant time)
      throws IOException {
    json.writeStringField(name, time == null ? null : String.valueOf(Timestamp.format(time)));
  }
}
