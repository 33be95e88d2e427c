package linkhold.http.accounts;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import linkhold.domain.Scope;
import linkhold.domain.SignInCode;
import linkhold.domain.TokenStore;
import linkhold.http.access.Access;
import linkhold.http.access.Caller;
import linkhold.http.call.Accept;
import linkhold.http.call.Audit;
import linkhold.http.call.CacheHeaders;
import linkhold.http.call.JsonBody;
import linkhold.http.call.Prefer;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.http.server.PublicAddress;
import linkhold.json.JsonObject;
import linkhold.json.LinkLimits;

/** Codes with which another device can sign in once. */
public final class SignInCodeRoutes {

  private static final String CODES = "/sign-in-codes";

  private final Access access;
  private final TokenStore tokens;
  private final PublicAddress address;
  private final JsonBody body;

  public SignInCodeRoutes(Access access, TokenStore tokens, PublicAddress address, JsonBody body) {
    this.access = access;
    this.tokens = tokens;
    this.address = address;
    this.body = body;
  }

  public List<Resource> resources() {
    return List.of(
        Resource.at("/v1/account" + CODES).post(this::issueForOwnAccount),
        Resource.at("/v1/accounts/{name}" + CODES).post(this::issueForAnyAccount).forAdmins());
  }

  private Response issueForOwnAccount(ServerRequest request) {
    access.requireSignIn();
    Caller caller = access.caller(request);
    Scope scope = scope(request);
    if (!caller.scope().includes(scope)) {
      throw new RefusedRequest(
          ProblemType.INSUFFICIENT_SCOPE,
          "A device of scope %s cannot sign in one of scope %s."
              .formatted(caller.scope().label(), scope.label()));
    }
    return issue(request, caller.account().name(), scope);
  }

  private Response issueForAnyAccount(ServerRequest request) {
    return issue(request, AdminRoutes.accountName(request), scope(request));
  }

  private Response issue(ServerRequest request, String account, Scope scope) {
    SignInCode code = tokens.issueCode(account, scope);
    Audit.log("Sign-in code issued", code.account().id(), "scope", scope.label());
    return Prefer.applied(
        request,
        Response.privateJson(
            Status.CREATED_201,
            json -> write(json, code, code.url(address.page(request))),
            CacheHeaders.NO_STORE));
  }

  /** The scope in the body, which is optional. */
  private Scope scope(ServerRequest request) {
    Accept.require(request, "application/json");
    JsonObject json =
        request.content().hasEntity()
            ? body.read(request)
            : JsonObject.of(Map.of(), LinkLimits.DEFAULTS);
    String name = json.string("scope");
    Scope scope = name == null ? Scope.WRITE : json.parse(() -> TokenJson.scope(name));
    if (!Prefer.isLenient(request)) {
      json.refuseOthers(Set.of("scope"));
    }
    return json.valid(scope);
  }

  private static void write(JsonGenerator json, SignInCode code, String url) throws IOException {
    json.writeStartObject();
    json.writeStringField("code", code.secret().reveal());
    json.writeStringField("url", url);
    json.writeStringField("qrCode", QrCodePicture.of(url));
    TokenJson.write(json, "expiresAt", code.expiresAt());
    json.writeEndObject();
  }
}
