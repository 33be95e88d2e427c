package linkhold.http.accounts;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import linkhold.domain.Account;
import linkhold.domain.AccountStore;
import linkhold.domain.AccountSummary;
import linkhold.domain.InvalidInputException;
import linkhold.domain.LinkFlag;
import linkhold.domain.LinkStore;
import linkhold.domain.Scope;
import linkhold.domain.Token;
import linkhold.domain.TokenStore;
import linkhold.http.access.Access;
import linkhold.http.access.Caller;
import linkhold.http.access.Quota;
import linkhold.http.access.SessionCookie;
import linkhold.http.access.TokenCache;
import linkhold.http.call.Accept;
import linkhold.http.call.EntityTag;
import linkhold.http.call.JsonBody;
import linkhold.http.call.Prefer;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.json.JsonObject;

/** The caller's account: its figures, and its deletion. */
public final class AccountRoutes {

  private final Access access;
  private final LinkStore links;
  private final AccountStore accounts;
  private final TokenStore tokens;
  private final TokenCache cache;
  private final SessionCookie cookie;
  private final Quota quota;
  private final JsonBody body;

  public AccountRoutes(
      Access access,
      LinkStore links,
      AccountStore accounts,
      TokenStore tokens,
      TokenCache cache,
      SessionCookie cookie,
      Quota quota,
      JsonBody body) {
    this.access = access;
    this.links = links;
    this.accounts = accounts;
    this.tokens = tokens;
    this.cache = cache;
    this.cookie = cookie;
    this.quota = quota;
    this.body = body;
  }

  public List<Resource> resources() {
    return List.of(
        Resource.at("/v1/account").get(this::show),
        Resource.at("/v1/account/deletion").post(this::delete));
  }

  private Response show(ServerRequest request) {
    Accept.require(request, "application/json");
    Caller caller = access.caller(request);
    AccountSummary summary = links.summary(caller.account().id());
    return Response.privateJson(
        Status.OK_200, json -> write(json, caller, summary, quota.limit(caller.account())));
  }

  /**
   * Deletes the account for good; the caller has to name it, so that no call does so by mistake.
   */
  private Response delete(ServerRequest request) {
    access.requireSignIn();
    Caller caller = access.caller(request);
    Account account = caller.account();
    JsonObject json = body.read(request);
    String name = json.requiredString("name");
    String confirmed = name == null ? null : json.parse(() -> requireOwnName(name, account.name()));
    if (!Prefer.isLenient(request)) {
      json.refuseOthers(Set.of("name"));
    }
    json.valid(confirmed);
    requireLargestScope(caller);
    accounts.remove(account.name());
    cache.endAccount(account.id());
    Token shown = caller.token();
    return shown != null && shown.kind() == Token.Kind.SESSION
        ? Response.PRIVATE_NO_CONTENT.with(cookie.clear(request))
        : Response.PRIVATE_NO_CONTENT;
  }

  private static String requireOwnName(String name, String own) {
    if (!name.equals(own)) {
      throw new InvalidInputException(
          "/name", "Expected the name of the token's own account. Nothing was deleted.");
    }
    return name;
  }

  private void requireLargestScope(Caller caller) {
    for (Token token : tokens.list(caller.account().name())) {
      Scope scope = token.scope();
      if (!cache.hasEnded(token) && !caller.scope().includes(scope)) {
        throw new RefusedRequest(
            ProblemType.INSUFFICIENT_SCOPE,
            "The account has a token of scope %s; only one of that scope may delete the account."
                .formatted(scope.label()));
      }
    }
  }

  /** Writes the caller's account, which may have {@code maxLinks}. */
  static void write(
      JsonGenerator json, Caller caller, AccountSummary summary, OptionalLong maxLinks)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", caller.account().name());
    json.writeNumberField("revision", summary.version().revision());
    json.writeStringField("epoch", EntityTag.epoch(summary.version()));
    json.writeNumberField("links", summary.links());
    for (LinkFlag flag : LinkFlag.values()) {
      json.writeNumberField(flag.text(), summary.flagged().getOrDefault(flag, 0L));
    }
    if (maxLinks.isPresent()) {
      json.writeNumberField("maxLinks", maxLinks.getAsLong());
    } else {
      json.writeNullField("maxLinks");
    }
    json.writeStringField("scope", caller.scope().label());
    json.writeEndObject();
  }
}
