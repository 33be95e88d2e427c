package linkhold.http.accounts;

import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import linkhold.domain.Scope;
import linkhold.http.HttpLimits;
import linkhold.http.TestServer;
import linkhold.http.TokenServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocked accounts, accounts with a limit, and accounts that their owners delete. */
class RestrictionsTest {

  private final TokenServer server =
      TokenServer.start(
          TokenServer.SETTINGS.withLimits(HttpLimits.builder().linksPerAccount(3).build()));
  private final String admin = server.secret("ann", Scope.ADMIN);
  private final String bob = server.secret("bob", Scope.WRITE);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aBlockedAccountIsRefusedAtOnceAndLetInAgain() throws Exception {
    assertEquals(201, save("a"));
    HttpResponse<InputStream> stream =
        server.http.send(
            server
                .http
                .request("/v1/changes")
                .header("Accept", "text/event-stream")
                .header("Authorization", "Bearer " + bob),
            BodyHandlers.ofInputStream());
    try (InputStream events = stream.body()) {
      assertEquals(200, stream.statusCode());
      String code = server.stores.tokens().issueCode("bob", Scope.READ).secret().reveal();

      JsonNode blocked = json(restrict("{\"blocked\":true}").body());

      assertTrue(blocked.get("blocked").asBoolean(), blocked::toString);
      assertProblem(ProblemType.ACCOUNT_BLOCKED, server.get(bob, "/v1/links"));
      assertProblem(
          ProblemType.ACCOUNT_BLOCKED,
          server.http.post("/v1/session", "{\"token\":\"" + bob + "\"}"));
      assertProblem(
          ProblemType.ACCOUNT_BLOCKED,
          server.http.post("/v1/tokens/redeem", "{\"code\":\"" + code + "\"}"));
      events.readAllBytes(); // returns when the stream ends
    }
    assertEquals(1, server.stores.tokens().list("bob").size());
    assertEquals(200, restrict("{\"blocked\":false}").statusCode());
    assertEquals("[\"https://example.com/a\"]", server.get(bob, "/links").body());
  }

  @Test
  void anAccountGetsNoMoreLinksThanItMayHave() {
    assertEquals(3, account().get("maxLinks").asInt());
    for (String path : new String[] {"a", "b", "c"}) {
      assertEquals(201, save(path));
    }
    JsonNode problem =
        assertProblem(
            ProblemType.QUOTA_EXCEEDED,
            server.post(bob, "/v1/links", "{\"url\":\"https://example.com/d\"}"));
    assertEquals(3, problem.get("maxLinks").asInt());
    assertEquals(200, save("a"), "a link that is there");
    HttpResponse<String> simple = server.post(bob, "/links", "{\"url\":\"https://example.com/d\"}");
    assertProblem(ProblemType.QUOTA_EXCEEDED, simple);
    assertEquals(204, server.call(bob, "DELETE", "/v1/links/1").statusCode());
    assertEquals(201, save("d"));
    assertEquals(403, save("e"));
    assertEquals(403, save("a"), "a link that was deleted");
    assertEquals(3, account().get("links").asInt());
  }

  @Test
  void aBatchFitsAsAWholeOrIsRefusedWithTheOperationThatIsTooMuch() {
    assertEquals(200, batch(saving("a"), saving("b"), saving("b")).statusCode());
    JsonNode problem =
        assertProblem(
            ProblemType.QUOTA_EXCEEDED, batch(saving("a"), saving("c"), saving("d"), saving("e")));
    assertEquals(2, problem.get("index").asInt());
    assertEquals(2, account().get("links").asInt());
    String delete = "{\"op\":\"delete\",\"url\":\"https://example.com/a\"}";
    assertEquals(200, batch(delete, saving("c"), saving("d")).statusCode());
    assertEquals(3, account().get("links").asInt());
    String again = "{\"op\":\"delete\",\"url\":\"https://example.com/c\"}";
    assertProblem(ProblemType.QUOTA_EXCEEDED, batch(again, again, saving("x"), saving("y")));
    assertProblem(ProblemType.QUOTA_EXCEEDED, batch(again, saving("c"), saving("x")));
    String move =
        "{\"op\":\"update\",\"url\":\"https://example.com/b\",\"patch\":{\"url\":\"https://example.com/z\"}}";
    assertProblem(ProblemType.QUOTA_EXCEEDED, batch(move, saving("b")));
  }

  @Test
  void anImportEndsWhereTheAccountIsFull() {
    String file = "{\"url\":\"https://example.com/%s\"}\n";
    String four =
        file.formatted("a") + file.formatted("b") + file.formatted("c") + file.formatted("d");
    assertProblem(ProblemType.QUOTA_EXCEEDED, server.send(bob, "POST", "/v1/import", four));
  }

  @Test
  void anAccountMayHaveALimitOfItsOwn() {
    assertEquals(200, restrict("{\"maxLinks\":1}").statusCode());
    assertEquals(201, save("a"));
    assertEquals(403, save("b"));
    JsonNode entry = json(restrict("{\"maxLinks\":null}").body());
    assertTrue(entry.get("maxLinks").isNull());
    assertEquals(201, save("b"));
    assertEquals(200, restrict("{\"maxLinks\":0,\"blocked\":false}").statusCode());
    assertEquals(403, save("c"));
    assertEquals(200, save("b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"blocked\":null}",
        "{\"blocked\":\"yes\"}",
        "{\"maxLinks\":-1}",
        "{\"maxLinks\":1.5}",
        "{\"quota\":1}"
      })
  void whatIsNoRestrictionIsRefused(String body) {
    assertProblem(ProblemType.INVALID_INPUT, restrict(body));
  }

  @Test
  void onlyAccountsThatAreThereAreRestricted() {
    assertProblem(
        ProblemType.NOT_FOUND,
        server.send(admin, "PATCH", "/v1/accounts/nobody", "{\"blocked\":true}"));
  }

  @Test
  void anOwnerDeletesTheAccountByItsName() {
    assertEquals(201, save("a"));
    String path = "/v1/account/deletion";
    assertProblem(ProblemType.INVALID_INPUT, server.post(bob, path, "{}"));
    assertProblem(ProblemType.INVALID_INPUT, server.post(bob, path, "{\"name\":\"ann\"}"));
    String read = server.secret("bob", Scope.READ);
    assertProblem(ProblemType.INSUFFICIENT_SCOPE, server.post(read, path, "{\"name\":\"bob\"}"));
    assertEquals(1, account().get("links").asInt());

    assertEquals(204, server.post(bob, path, "{\"name\":\"bob\"}").statusCode());

    assertProblem(ProblemType.UNAUTHENTICATED, server.get(bob, "/v1/account"));
    assertProblem(ProblemType.UNAUTHENTICATED, server.get(read, "/v1/account"));
    assertProblem(ProblemType.NOT_FOUND, server.get(admin, "/v1/accounts/bob"));
  }

  @Test
  void anAccountWithAnAdminTokenIsDeletedByThatAlone() {
    String write = server.secret("ann", Scope.WRITE);
    String body = "{\"name\":\"ann\"}";
    assertProblem(ProblemType.INSUFFICIENT_SCOPE, server.post(write, "/v1/account/deletion", body));
    assertEquals(204, server.post(admin, "/v1/account/deletion", body).statusCode());
  }

  @Test
  void inOpenModeTheAccountStays() {
    try (TestServer open = TestServer.start()) {
      assertProblem(
          ProblemType.OPEN_MODE, open.post("/v1/account/deletion", "{\"name\":\"default\"}"));
    }
  }

  private int save(String path) {
    String body = "{\"url\":\"https://example.com/" + path + "\"}";
    return server.post(bob, "/v1/links", body).statusCode();
  }

  private JsonNode account() {
    return json(server.get(bob, "/v1/account").body());
  }

  private HttpResponse<String> restrict(String body) {
    return server.send(admin, "PATCH", "/v1/accounts/bob", body);
  }

  private HttpResponse<String> batch(String... operations) {
    return server.post(bob, "/v1/batch", "{\"operations\":[" + String.join(",", operations) + "]}");
  }

  private static String saving(String path) {
    return "{\"op\":\"save\",\"link\":{\"url\":\"https://example.com/" + path + "\"}}";
  }
}
