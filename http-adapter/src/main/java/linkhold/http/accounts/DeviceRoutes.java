package linkhold.http.accounts;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import linkhold.domain.NotFoundException;
import linkhold.domain.Token;
import linkhold.domain.TokenStore;
import linkhold.http.access.Access;
import linkhold.http.access.Caller;
import linkhold.http.access.TokenCache;
import linkhold.http.call.Accept;
import linkhold.http.call.Audit;
import linkhold.http.call.PathId;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;

/** The caller's devices: the tokens and sessions of its account. */
public final class DeviceRoutes {

  private static final String DEVICES = "/v1/account/devices";

  private final Access access;
  private final TokenStore tokens;
  private final TokenCache cache;

  public DeviceRoutes(Access access, TokenStore tokens, TokenCache cache) {
    this.access = access;
    this.tokens = tokens;
    this.cache = cache;
  }

  public List<Resource> resources() {
    return List.of(
        Resource.at(DEVICES).get(this::list), Resource.at(DEVICES + "/{id}").delete(this::revoke));
  }

  private Response list(ServerRequest request) {
    Accept.require(request, "application/json");
    Caller caller = access.caller(request);
    List<Token> devices =
        tokens.list(caller.account().name()).stream()
            .filter(token -> !cache.hasEnded(token))
            .toList();
    return Response.privateJson(
        Status.OK_200,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("devices");
          for (Token device : devices) {
            write(json, device, caller);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Response revoke(ServerRequest request) {
    Caller caller = access.caller(request);
    Token device = device(caller, PathId.of(request));
    if (!caller.scope().includes(device.scope())) {
      throw new RefusedRequest(
          ProblemType.INSUFFICIENT_SCOPE,
          "The device has scope %s; only one of that scope may revoke it."
              .formatted(device.scope().label()));
    }
    tokens.revoke(caller.account().name(), device.id());
    cache.endToken(device.id());
    Audit.log("Token revoked", caller.account().id(), "token", device.id());
    return Response.PRIVATE_NO_CONTENT;
  }

  private Token device(Caller caller, OptionalLong id) {
    return tokens.list(caller.account().name()).stream()
        .filter(token -> id.isPresent() && token.id() == id.getAsLong())
        .findFirst()
        .orElseThrow(() -> new NotFoundException("The account has no such device."));
  }

  private static void write(JsonGenerator json, Token device, Caller caller) throws IOException {
    Token shown = caller.token();
    json.writeStartObject();
    TokenJson.writeMembers(json, device);
    json.writeBooleanField("current", shown != null && shown.id() == device.id());
    json.writeEndObject();
  }
}
