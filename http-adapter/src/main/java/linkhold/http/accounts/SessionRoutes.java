package linkhold.http.accounts;

import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Set;
import linkhold.domain.AccountSummary;
import linkhold.domain.LinkStore;
import linkhold.domain.NotFoundException;
import linkhold.domain.Token;
import linkhold.domain.TokenStore;
import linkhold.domain.TokenStore.Issued;
import linkhold.http.access.Access;
import linkhold.http.access.Caller;
import linkhold.http.access.Quota;
import linkhold.http.access.SessionCookie;
import linkhold.http.access.SignIn;
import linkhold.http.access.TokenCache;
import linkhold.http.call.Accept;
import linkhold.http.call.Audit;
import linkhold.http.call.CacheHeaders;
import linkhold.http.call.JsonBody;
import linkhold.http.call.Prefer;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Signing in and out: sessions of pages, and tokens of apps for sign-in codes. */
public final class SessionRoutes {

  private final Access access;
  private final SignIn signIn;
  private final SessionCookie cookie;
  private final TokenStore tokens;
  private final TokenCache cache;
  private final LinkStore links;
  private final Quota quota;
  private final JsonBody body;

  public SessionRoutes(
      Access access,
      SignIn signIn,
      SessionCookie cookie,
      TokenStore tokens,
      TokenCache cache,
      LinkStore links,
      Quota quota,
      JsonBody body) {
    this.access = access;
    this.signIn = signIn;
    this.cookie = cookie;
    this.tokens = tokens;
    this.cache = cache;
    this.links = links;
    this.quota = quota;
    this.body = body;
  }

  public List<Resource> resources() {
    return List.of(
        Resource.at("/v1/session").post(this::begin).delete(this::end).forSigningIn(),
        Resource.at("/v1/token").delete(this::revoke).forReaders(),
        Resource.at("/v1/tokens/redeem").post(this::redeem).forSigningIn());
  }

  private Response begin(ServerRequest request) {
    access.requireSignIn();
    Accept.require(request, "application/json");
    JsonObject json = body.read(request);
    String code = json.string("code");
    String token = json.string("token");
    if ((code == null) == (token == null)) {
      json.refuse("Expected either a code or a token.");
    }
    String label = json.valid(label(json, request, Set.of("code", "token", "label")));
    Issued session =
        code != null
            ? signIn.sessionForCode(request, code, label)
            : signIn.sessionForToken(request, String.valueOf(token), label);
    Token issued = session.token();
    Audit.log("Signed in", issued.account().id(), "session", issued.id());
    Caller caller = new Caller(issued.account(), issued.scope(), issued);
    AccountSummary summary = links.summary(issued.account().id());
    return Prefer.applied(
        request,
        Response.privateJson(
            Status.OK_200,
            out -> AccountRoutes.write(out, caller, summary, quota.limit(caller.account())),
            CacheHeaders.NO_STORE,
            cookie.set(request, session.secret())));
  }

  private Response end(ServerRequest request) {
    revoke(request, Token.Kind.SESSION, "The request has no session that could be ended.");
    return Response.PRIVATE_NO_CONTENT.with(cookie.clear(request));
  }

  private Response revoke(ServerRequest request) {
    revoke(request, Token.Kind.TOKEN, "The request has no token that could be revoked.");
    return Response.PRIVATE_NO_CONTENT;
  }

  private void revoke(ServerRequest request, Token.Kind kind, String otherwise) {
    Token shown = access.caller(request).token();
    if (shown == null || shown.kind() != kind || shown.isForeign()) {
      throw new NotFoundException(otherwise);
    }
    tokens.revoke(shown.account().name(), shown.id());
    cache.endToken(shown.id());
    Audit.log("Signed out", shown.account().id(), "token", shown.id());
  }

  private Response redeem(ServerRequest request) {
    access.requireSignIn();
    Accept.require(request, "application/json");
    JsonObject json = body.read(request);
    String code = json.requiredString("code");
    String label = json.valid(label(json, request, Set.of("code", "label")));
    Issued issued = signIn.tokenForCode(request, String.valueOf(code), label);
    Audit.log(
        "Token issued for a code", issued.token().account().id(), "token", issued.token().id());
    return Prefer.applied(
        request,
        Response.privateJson(
            Status.CREATED_201, out -> TokenJson.writeIssued(out, issued), CacheHeaders.NO_STORE));
  }

  /** The label that the device sends, or else one from its {@code User-Agent}. */
  private static @Nullable String label(
      JsonObject json, ServerRequest request, Set<String> members) {
    String given = json.string("label");
    if (!Prefer.isLenient(request)) {
      json.refuseOthers(members);
    }
    return given == null ? UserAgent.label(request) : json.parse(() -> Token.requireLabel(given));
  }
}
