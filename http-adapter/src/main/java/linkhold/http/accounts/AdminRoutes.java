package linkhold.http.accounts;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import linkhold.domain.Account;
import linkhold.domain.AccountStore;
import linkhold.domain.NotFoundException;
import linkhold.domain.Restrictions;
import linkhold.domain.Token;
import linkhold.domain.TokenDraft;
import linkhold.domain.TokenStore;
import linkhold.domain.TokenStore.Issued;
import linkhold.http.access.Quota;
import linkhold.http.access.TokenCache;
import linkhold.http.call.Accept;
import linkhold.http.call.Audit;
import linkhold.http.call.BasePath;
import linkhold.http.call.CacheHeaders;
import linkhold.http.call.JsonBody;
import linkhold.http.call.PercentEncoding;
import linkhold.http.call.Prefer;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;
import linkhold.json.JsonObject;
import linkhold.json.Timestamp;
import org.jspecify.annotations.Nullable;

/** All accounts and their tokens, for administrators. */
public final class AdminRoutes {

  private static final String ACCOUNTS = "/v1/accounts";
  private static final String TOKENS = "/tokens";

  private final AccountStore accounts;
  private final TokenStore tokens;
  private final TokenCache cache;
  private final Quota quota;
  private final Clock clock;
  private final JsonBody body;

  public AdminRoutes(
      AccountStore accounts,
      TokenStore tokens,
      TokenCache cache,
      Quota quota,
      Clock clock,
      JsonBody body) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.cache = cache;
    this.quota = quota;
    this.clock = clock;
    this.body = body;
  }

  public List<Resource> resources() {
    String tokensOfOne = ACCOUNTS + "/{name}" + TOKENS;
    return List.of(
        Resource.at(ACCOUNTS).get(this::list).post(this::add).forAdmins(),
        Resource.at(ACCOUNTS + "/{name}")
            .get(this::show)
            .patch(this::restrict)
            .delete(this::remove)
            .forAdmins(),
        Resource.at(tokensOfOne).get(this::listTokens).post(this::issue).forAdmins(),
        Resource.at(tokensOfOne + "/{id}").delete(this::revoke).forAdmins());
  }

  private Response list(ServerRequest request) {
    Accept.require(request, "application/json");
    List<Account> all = accounts.list();
    return Response.privateJson(
        Status.OK_200,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("items");
          for (Account account : all) {
            write(json, account);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Response add(ServerRequest request) {
    Accept.require(request, "application/json");
    JsonObject json = body.read(request);
    Account account = accounts.add(json.valid(name(json, Prefer.isLenient(request))));
    Audit.log("Account added", account.id());
    return Prefer.applied(
        request,
        Response.privateJson(
            Status.CREATED_201,
            out -> write(out, account),
            HeaderValues.create(
                HeaderNames.LOCATION,
                BasePath.of(ACCOUNTS + "/" + PercentEncoding.encode(account.name())))));
  }

  private Response show(ServerRequest request) {
    Accept.require(request, "application/json");
    Account account = account(request);
    return Response.privateJson(Status.OK_200, json -> write(json, account));
  }

  private Response restrict(ServerRequest request) {
    Accept.require(request, "application/json");
    JsonObject json = body.readPatch(request);
    Boolean blocked = json.flag("blocked");
    json.refuseNull("blocked");
    Long maxLinks = json.wholeNumber("maxLinks");
    boolean changesLimit = maxLinks != null || json.isNull("maxLinks");
    Restrictions limit = json.parse(() -> Restrictions.NONE.withMaxLinks(maxLinks));
    if (!Prefer.isLenient(request)) {
      json.refuseOthers(Set.of("blocked", "maxLinks"));
    }
    Restrictions given = json.valid(limit);
    Account account =
        accounts.restrict(
            accountName(request),
            old ->
                new Restrictions(
                    blocked == null ? old.blocked() : blocked,
                    changesLimit ? given.maxLinks() : old.maxLinks()));
    cache.noteBlocked(account.id(), account.restrictions().blocked());
    quota.forget(account.id());
    return Prefer.applied(request, Response.privateJson(Status.OK_200, out -> write(out, account)));
  }

  private Response remove(ServerRequest request) {
    Account account = account(request);
    accounts.remove(account.name());
    cache.endAccount(account.id());
    Audit.log("Account removed", account.id());
    return Response.PRIVATE_NO_CONTENT;
  }

  private Response listTokens(ServerRequest request) {
    Accept.require(request, "application/json");
    List<Token> all = tokens.list(accountName(request));
    return Response.privateJson(
        Status.OK_200,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("items");
          for (Token token : all) {
            json.writeStartObject();
            TokenJson.writeMembers(json, token);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Response issue(ServerRequest request) {
    Accept.require(request, "application/json");
    String account = account(request).name();
    JsonObject json = body.read(request);
    TokenDraft draft = json.valid(TokenJson.draft(json, Prefer.isLenient(request), clock));
    Issued issued = tokens.issue(account, draft);
    Token made = issued.token();
    Audit.log(
        "Token issued", made.account().id(), "token", made.id(), "scope", made.scope().label());
    return Prefer.applied(
        request,
        Response.privateJson(
            Status.CREATED_201, out -> TokenJson.writeIssued(out, issued), CacheHeaders.NO_STORE));
  }

  private Response revoke(ServerRequest request) {
    String text = part(request, 5);
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw NotFoundException.token();
    }
    long id = Long.parseLong(text);
    Account account = account(request);
    tokens.revoke(account.name(), id);
    cache.endToken(id);
    Audit.log("Token revoked", account.id(), "token", id);
    return Response.PRIVATE_NO_CONTENT;
  }

  private static @Nullable String name(JsonObject json, boolean lenient) {
    String name = json.requiredString("name");
    String valid = name == null ? null : json.parse(() -> Account.requireName(name));
    if (!lenient) {
      json.refuseOthers(Set.of("name"));
    }
    return valid;
  }

  private Account account(ServerRequest request) {
    return accounts.find(accountName(request)).orElseThrow(NotFoundException::account);
  }

  /** The account that the path names. */
  static String accountName(ServerRequest request) {
    return part(request, 3);
  }

  /** A part of the path as it was sent, since a plus sign is one in a name. */
  private static String part(ServerRequest request, int index) {
    String[] parts = request.path().rawPath().split("/", -1);
    String part = parts.length > index ? PercentEncoding.decode(parts[index]) : null;
    if (part == null) {
      throw new NotFoundException("There is nothing at this address.");
    }
    return part;
  }

  private static void write(JsonGenerator json, Account account) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", account.name());
    json.writeStringField("createdAt", String.valueOf(Timestamp.format(account.createdAt())));
    Restrictions restrictions = account.restrictions();
    json.writeBooleanField("blocked", restrictions.blocked());
    if (restrictions.maxLinks() == null) {
      json.writeNullField("maxLinks");
    } else {
      json.writeNumberField("maxLinks", restrictions.maxLinks());
    }
    json.writeEndObject();
  }
}
