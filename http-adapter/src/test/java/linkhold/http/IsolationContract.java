package linkhold.http;

import static linkhold.http.call.Problems.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.Method;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import linkhold.domain.Differences;
import linkhold.domain.Scope;
import linkhold.domain.Stores;
import linkhold.domain.SyncCursor;
import linkhold.http.call.ProblemType;
import linkhold.http.call.Problems;
import linkhold.http.call.Resource;
import linkhold.http.sync.SyncCursors;
import org.junit.jupiter.api.Test;

/**
 * Two accounts, one of which knows everything of the other: ids, URLs, tags, entity tags, cursors.
 * Every answer to it is exactly the same as on a server that never had the other account. Holds
 * over every store.
 */
public interface IsolationContract {

  /** Empty stores, new ones at each call. */
  Stores emptyStores() throws Exception;

  /** A URL that Ann has saved. */
  String URL = "https://secret.example/a";

  /** Another one. */
  String OTHER_URL = "https://secret.example/b";

  /** The form of a cursor of changes, which holds the epoch. */
  Pattern SYNC_CURSOR = Pattern.compile("[A-Za-z0-9_-]{50}");

  /** What may differ between two servers: the time, and how long until a rate limit is refilled. */
  Set<String> VOLATILE = Set.of("date", "ratelimit", "content-length", "x-request-id");

  /**
   * Everything that Bob tries with what he knows of Ann, by method and path of the resource. A
   * resource that is not here fails the test.
   */
  private static Map<String, List<Attempt>> attempts(Knowledge ann) {
    String one = "/v1/links/" + ann.id;
    Map<String, List<Attempt>> attempts = new TreeMap<>();
    attempts.put("GET /links", List.of(new Attempt("/links")));
    attempts.put("POST /links", List.of(new Attempt("/links", "{\"url\":\"" + URL + "\"}")));
    attempts.put("GET /v1/account", List.of(new Attempt("/v1/account")));
    attempts.put("GET /v1/account/devices", List.of(new Attempt("/v1/account/devices")));
    attempts.put(
        "DELETE /v1/account/devices/{id}",
        List.of(new Attempt("/v1/account/devices/" + ann.device)));
    attempts.put(
        "POST /v1/account/sign-in-codes",
        List.of(
            new Attempt("/v1/account/sign-in-codes", "{}"),
            new Attempt("/v1/account/sign-in-codes", "{\"scope\":\"admin\"}")));
    attempts.put(
        "POST /v1/account/deletion",
        List.of(new Attempt("/v1/account/deletion", "{\"name\":\"ann\"}")));
    attempts.put("DELETE /v1/session", List.of(new Attempt("/v1/session")));
    attempts.put("DELETE /v1/token", List.of(new Attempt("/v1/token").withTokenOfItsOwn()));
    attempts.put(
        "GET /v1/changes",
        List.of(
            new Attempt("/v1/changes"),
            new Attempt("/v1/changes").with("If-None-Match", ann.listTag),
            new Attempt("/v1/changes?since=" + ann.syncCursor),
            new Attempt("/v1/changes?since=" + ann.syncCursor).with("If-None-Match", ann.listTag),
            new Attempt("/v1/changes?since=" + ann.cursor),
            new Attempt("/v1/changes?since=" + ann.syncCursor)
                .with("Accept", "text/event-stream")));
    attempts.put(
        "GET /v1/changes/digest",
        List.of(
            new Attempt("/v1/changes/digest?since=" + ann.syncCursor),
            new Attempt("/v1/changes/digest?from=1&to=9&since=" + ann.syncCursor)));
    attempts.put(
        "GET /v1/changes/range",
        List.of(new Attempt("/v1/changes/range?from=1&to=9&since=" + ann.syncCursor)));
    attempts.put(
        "POST /v1/batch",
        List.of(
            batch("{'op':'update','id':ID,'patch':{'title':'mine'}}", ann),
            batch("{'op':'update','id':ID,'patch':{'title':'mine'},'ifMatch':TAG}", ann),
            batch("{'op':'update','url':'" + URL + "','patch':{'title':'mine'}}", ann),
            batch("{'op':'update','id':ID,'patch':{'url':'" + OTHER_URL + "'}}", ann),
            batch("{'op':'delete','id':ID}", ann),
            batch("{'op':'delete','id':ID,'ifMatch':TAG}", ann),
            batch("{'op':'delete','url':'" + URL + "'}", ann),
            batch("{'op':'save','link':{'url':'" + URL + "','tags':['hidden']}}", ann),
            batch("{'op':'save','link':{'url':'" + URL + "'},'ifMatch':TAG}", ann)));
    attempts.put(
        "GET /v1/links",
        List.of(
            new Attempt("/v1/links"),
            new Attempt("/v1/links?archived=any&sort=title&limit=1"),
            new Attempt("/v1/links?q=secret"),
            new Attempt("/v1/links?tag=hidden"),
            new Attempt("/v1/links?limit=1&cursor=" + ann.cursor),
            new Attempt("/v1/links").with("If-None-Match", ann.listTag)));
    attempts.put(
        "POST /v1/links",
        List.of(
            new Attempt("/v1/links", "{\"url\":\"" + URL + "\"}"),
            new Attempt("/v1/links", "{\"url\":\"" + OTHER_URL + "\",\"tags\":[\"hidden\"]}"),
            new Attempt("/v1/links", "{\"url\":\"" + URL + "\",\"id\":" + ann.id + "}")));
    attempts.put(
        "GET /v1/links/lookup",
        List.of(
            new Attempt("/v1/links/lookup?url=" + URL),
            new Attempt("/v1/links/lookup?url=" + URL).with("If-None-Match", ann.linkTag)));
    attempts.put(
        "GET /v1/links/{id}",
        List.of(
            new Attempt(one),
            new Attempt(one).with("If-None-Match", ann.linkTag),
            new Attempt(one).with("If-None-Match", "*")));
    attempts.put(
        "PATCH /v1/links/{id}",
        List.of(
            new Attempt(one, "{\"title\":\"mine\"}"),
            new Attempt(one, "{\"title\":\"mine\"}").with("If-Match", ann.linkTag),
            new Attempt(one, "{\"title\":\"mine\"}").with("If-Match", "\"stale\""),
            new Attempt(one, "{\"title\":\"mine\"}").with("If-Match", "*"),
            new Attempt(one, "{\"url\":\"" + OTHER_URL + "\"}"),
            new Attempt(one, "{\"nonsense\":1}")));
    attempts.put(
        "DELETE /v1/links/{id}",
        List.of(
            new Attempt(one),
            new Attempt(one).with("If-Match", ann.linkTag),
            new Attempt(one).with("If-Match", "\"stale\"")));
    attempts.put("POST /v1/links/{id}/refresh", List.of(new Attempt(one + "/refresh")));
    attempts.put(
        "GET /v1/tags",
        List.of(
            new Attempt("/v1/tags"), new Attempt("/v1/tags").with("If-None-Match", ann.listTag)));
    attempts.put(
        "PATCH /v1/tags/{+name}",
        List.of(
            new Attempt("/v1/tags/hidden", "{\"name\":\"mine\"}"),
            new Attempt("/v1/tags/mine", "{\"name\":\"hidden\"}")));
    attempts.put("DELETE /v1/tags/{+name}", List.of(new Attempt("/v1/tags/hidden")));
    attempts.put(
        "GET /v1/export",
        List.of(
            new Attempt("/v1/export"),
            new Attempt("/v1/export?format=csv"),
            new Attempt("/v1/export?format=html").with("If-None-Match", ann.listTag)));
    attempts.put(
        "POST /v1/import",
        List.of(
            new Attempt("/v1/import", "[{\"href\":\"" + URL + "\",\"tags\":\"hidden\"}]"),
            new Attempt("/v1/import", "{\"url\":\"" + URL + "\",\"id\":" + ann.id + "}")));
    attempts.putAll(linkdingAttempts(ann));
    return attempts;
  }

  /** The same through linkding's API; Ann has one tag more and one bundle more than Bob. */
  private static Map<String, List<Attempt>> linkdingAttempts(Knowledge ann) {
    String bookmarks = "/api/bookmarks/";
    String one = bookmarks + ann.id + "/";
    String paths = "/api/bookmarks/{id}";
    String save = "{\"url\":\"" + URL + "\",\"tag_names\":[\"hidden\"],\"shared\":true}";
    Map<String, List<Attempt>> attempts = new TreeMap<>();
    attempts.put(
        "GET /api/bookmarks[/]",
        List.of(
            new Attempt(bookmarks),
            new Attempt(bookmarks + "?q=secret%20or%20%23hidden"),
            new Attempt(bookmarks + "?bundle=2"),
            new Attempt(bookmarks + "?limit=1&offset=1")));
    attempts.put("POST /api/bookmarks[/]", List.of(new Attempt(bookmarks, save)));
    attempts.put("GET /api/bookmarks/archived[/]", List.of(new Attempt(bookmarks + "archived/")));
    attempts.put(
        "GET /api/bookmarks/shared[/]",
        List.of(new Attempt(bookmarks + "shared/"), new Attempt(bookmarks + "shared/?user=ann")));
    attempts.put(
        "GET /api/bookmarks/check[/]", List.of(new Attempt(bookmarks + "check/?url=" + URL)));
    attempts.put(
        "POST /api/bookmarks/singlefile[/]", List.of(new Attempt(bookmarks + "singlefile/", "x")));
    attempts.put("GET " + paths + "[/]", List.of(new Attempt(one)));
    attempts.put("PUT " + paths + "[/]", List.of(new Attempt(one, save)));
    attempts.put(
        "PATCH " + paths + "[/]",
        List.of(new Attempt(one, "{}"), new Attempt(one, "{\"url\":\"" + OTHER_URL + "\"}")));
    attempts.put("DELETE " + paths + "[/]", List.of(new Attempt(one)));
    attempts.put("POST " + paths + "/archive[/]", List.of(new Attempt(one + "archive/", "{}")));
    attempts.put("POST " + paths + "/unarchive[/]", List.of(new Attempt(one + "unarchive/", "{}")));
    attempts.put("GET " + paths + "/assets[/]", List.of(new Attempt(one + "assets/")));
    attempts.put(
        "POST " + paths + "/assets/upload[/]", List.of(new Attempt(one + "assets/upload/", "x")));
    String asset = paths + "/assets/{asset}";
    attempts.put("GET " + asset + "[/]", List.of(new Attempt(one + "assets/1/")));
    attempts.put("DELETE " + asset + "[/]", List.of(new Attempt(one + "assets/1/")));
    attempts.put("GET " + asset + "/download[/]", List.of(new Attempt(one + "assets/1/download/")));
    attempts.put(
        "GET /api/tags[/]", List.of(new Attempt("/api/tags/"), new Attempt("/api/tags/?q=hidden")));
    attempts.put("POST /api/tags[/]", List.of(new Attempt("/api/tags/", "{\"name\":\"hidden\"}")));
    attempts.put(
        "GET /api/tags/{id}[/]", List.of(new Attempt("/api/tags/1/"), new Attempt("/api/tags/2/")));
    attempts.put("DELETE /api/tags/{id}[/]", List.of(new Attempt("/api/tags/2/")));
    String bundles = "/api/bundles/";
    String named = "{\"name\":\"x\",\"order\":1}";
    attempts.put("GET /api/bundles[/]", List.of(new Attempt(bundles)));
    attempts.put("POST /api/bundles[/]", List.of(new Attempt(bundles, "{\"name\":\"x\"}")));
    attempts.put("GET /api/bundles/{id}[/]", List.of(new Attempt(bundles + "2/")));
    attempts.put("PUT /api/bundles/{id}[/]", List.of(new Attempt(bundles + "2/", named)));
    attempts.put("PATCH /api/bundles/{id}[/]", List.of(new Attempt(bundles + "2/", named)));
    attempts.put("DELETE /api/bundles/{id}[/]", List.of(new Attempt(bundles + "2/")));
    attempts.put("GET /api/user/profile[/]", List.of(new Attempt("/api/user/profile/")));
    return attempts;
  }

  private static Attempt batch(String operation, Knowledge ann) {
    String tag = "\"" + ann.linkTag.replace("\"", "\\\"") + "\"";
    return new Attempt(
        "/v1/batch",
        ("{'operations':[" + operation + "]}")
            .replace('\'', '"')
            .replace("ID", ann.id)
            .replace("TAG", tag));
  }

  @Test
  default void everyResourceOfAccountsIsTried() throws Exception {
    try (TokenServer server = TokenServer.over(emptyStores())) {
      Set<String> resources = new TreeSet<>();
      for (Resource resource : server.http.api.resources()) {
        for (String method : resource.methods()) {
          Optional<Scope> needed = resource.neededScope(Method.create(method));
          if (needed.filter(scope -> scope != Scope.ADMIN).isPresent()) {
            resources.add(method + " " + resource.path());
          }
        }
      }
      Knowledge nothing = new Knowledge("1", "", "", "", "", "1");
      Differences.assertSame(resources, new TreeSet<>(attempts(nothing).keySet()), "resources");
    }
  }

  @Test
  default void anotherAccountCannotBeReadChangedCountedOrNoticed() throws Exception {
    try (TokenServer withAnn = TokenServer.over(emptyStores());
        TokenServer without = TokenServer.over(emptyStores())) {
      String ann = withAnn.secret("ann", Scope.WRITE);
      Knowledge knowledge = library(withAnn, ann);
      without.secret("ann", Scope.WRITE); // tokens are numbered over all accounts
      without.stores.accounts().remove("ann");
      String before = everythingOf(withAnn, ann);
      assertTrue(before.contains(URL), before);
      List<String> told = run(withAnn, knowledge);
      Differences.assertSame(run(without, knowledge), told, "what Bob is told");
      assertEquals(before, everythingOf(withAnn, ann));
    }
  }

  @Test
  default void adminCallsAreClosedToEveryOtherToken() throws Exception {
    try (TokenServer server = TokenServer.over(emptyStores())) {
      String bob = server.secret("bob", Scope.WRITE);
      int tried = 0;
      for (Resource resource : server.http.api.resources()) {
        for (String method : resource.methods()) {
          if (resource.neededScope(Method.create(method)).equals(Optional.of(Scope.ADMIN))) {
            String existing = resource.path().replace("{name}", "ann").replace("{id}", "3");
            String absent = resource.path().replace("{name}", "nobody").replace("{id}", "999");
            HttpResponse<String> refused = server.call(bob, method, existing);
            Problems.assertProblem(ProblemType.INSUFFICIENT_SCOPE, refused);
            assertEquals(refused.body(), server.call(bob, method, absent).body());
            tried++;
          }
        }
      }
      assertEquals(14, tried);
    }
  }

  /** The answers to Bob: he reads and changes what is Ann's, then saves the same, then reads it. */
  private static List<String> run(TokenServer server, Knowledge ann) {
    String bob = server.secret("bob", Scope.WRITE);
    String epoch = json(server.get(bob, "/v1/account").body()).get("epoch").asText();
    List<String> told = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      attempts(ann)
          .forEach((key, tries) -> {
            for (Attempt attempt : tries) {
              String method = key.substring(0, key.indexOf(' '));
              HttpResponse<String> response = attempt.send(server, bob, method);
              assertTrue(response.statusCode() < 500, response.body());
              told.add(method + " " + attempt + ": " + complete(response, epoch));
            }
          });
    }
    return told;
  }

  private static String complete(HttpResponse<String> response, String epoch) {
    Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
    headers.keySet().removeAll(VOLATILE);
    String text = response.statusCode() + " " + headers + " " + response.body();
    return SYNC_CURSOR
        .matcher(text)
        .replaceAll(match -> withoutEpoch(match.group()))
        .replace(epoch, "EPOCH")
        .replaceAll("retry: \\d+", "retry: TIME")
        .replaceAll("\"code\":\"[^\"]+\"", "CODE")
        .replaceAll("#sign-in=[^\"]+", "#sign-in=CODE")
        .replaceAll("<path d=[^>]+>", "PICTURE") // of the code
        .replaceAll("127\\.0\\.0\\.1:\\d+", "SERVER")
        .replaceAll("/web/\\d{14}/", "/web/TIME/")
        .replaceAll("(ADD_DATE|LAST_MODIFIED)=\"\\d+\"", "$1=TIME")
        .replaceAll("linkhold-\\d{4}-\\d\\d-\\d\\d", "linkhold-DAY")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME");
  }

  private static String withoutEpoch(String text) {
    SyncCursor cursor = SyncCursors.decode(text);
    return cursor == null ? text : "EPOCH/" + cursor.position() + "/" + cursor.start();
  }

  private static Knowledge library(TokenServer server, String ann) {
    String first = "{\"url\":\"" + OTHER_URL + "\",\"tags\":[\"hidden\"],\"archived\":true}";
    assertEquals(201, server.post(ann, "/v1/links", first).statusCode());
    String second = "{\"url\":\"https://secret.example/c\",\"title\":\"secret\",\"shared\":true}";
    for (String name : List.of("one", "two")) {
      String json = "{\"name\":\"" + name + "\"}";
      assertEquals(201, server.post(ann, "/api/bundles/", json).statusCode());
      assertEquals(201, server.post(ann, "/api/tags/", json).statusCode());
    }
    assertEquals(201, server.post(ann, "/v1/links", second).statusCode());
    HttpResponse<String> saved =
        server.post(ann, "/v1/links", "{\"url\":\"" + URL + "\",\"tags\":[\"hidden\"]}");
    HttpResponse<String> list = server.get(ann, "/v1/links?limit=1");
    JsonNode next = json(list.body()).get("next");
    assertFalse(next.isNull());
    return new Knowledge(
        json(saved.body()).get("id").asText(),
        saved.headers().firstValue("ETag").orElseThrow(),
        list.headers().firstValue("ETag").orElseThrow(),
        next.asText(),
        json(server.get(ann, "/v1/changes").body()).get("next").asText(),
        json(server.get(ann, "/v1/account/devices").body()).at("/devices/0/id").asText());
  }

  private static String everythingOf(TokenServer server, String secret) {
    return server.get(secret, "/v1/account").body()
        + server.get(secret, "/v1/account/devices").body().replaceAll("lastUsedAt\":[^,]*", "")
        + server.get(secret, "/v1/links?archived=any").body()
        + server.get(secret, "/v1/changes").body()
        + server.get(secret, "/v1/tags").body()
        + server.get(secret, "/api/tags/").body()
        + server.get(secret, "/api/bundles/").body();
  }

  /** What one account knows of another. */
  record Knowledge(
      String id, String linkTag, String listTag, String cursor, String syncCursor, String device) {}

  /** One request, but for its method. */
  record Attempt(String path, String body, String header, String value, boolean tokenOfItsOwn) {

    Attempt(String path) {
      this(path, "", "", "", false);
    }

    Attempt(String path, String body) {
      this(path, body, "", "", false);
    }

    Attempt with(String otherHeader, String otherValue) {
      return new Attempt(path, body, otherHeader, otherValue, tokenOfItsOwn);
    }

    /** This attempt, after which its token is no longer valid. */
    Attempt withTokenOfItsOwn() {
      return new Attempt(path, body, header, value, true);
    }

    HttpResponse<String> send(TokenServer server, String secret, String method) {
      String shown = tokenOfItsOwn ? server.secret("bob", Scope.WRITE) : secret;
      HttpRequest.Builder request =
          server.http.request(path).header("Authorization", "Bearer " + shown);
      if (!header.isEmpty()) {
        request.header(header, value);
      }
      if (!body.isEmpty()) {
        request.header("Content-Type", TestServer.JSON);
      }
      return server.http.send(
          request.method(
              method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }
  }
}
