package linkhold.http.accounts;

import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import linkhold.domain.Scope;
import linkhold.domain.TokenStore.Issued;
import linkhold.http.TokenServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminRoutesTest {

  private static final String ACCOUNTS = "/v1/accounts";

  private final TokenServer server = TokenServer.start();
  private final String admin = server.secret("ann", Scope.ADMIN);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void anAccountIsAddedFoundListedAndRemoved() {
    HttpResponse<String> added = server.post(admin, ACCOUNTS, "{\"name\":\"c+d@e.example\"}");
    assertEquals(201, added.statusCode(), added.body());
    String location = added.headers().firstValue("Location").orElse("");
    assertEquals("/v1/accounts/c%2Bd%40e.example", location);
    assertEquals(added.body(), server.get(admin, location).body());
    assertEquals(added.body(), server.get(admin, ACCOUNTS + "/c+d@e.example").body());
    assertEquals("c+d@e.example", json(added.body()).get("name").asText());
    assertTrue(Instant.parse(json(added.body()).get("createdAt").asText()).isBefore(Instant.now()));
    assertEquals(List.of("ann", "bob", "c+d@e.example"), names());
    assertEquals(204, server.call(admin, "DELETE", location).statusCode());
    assertProblem(ProblemType.NOT_FOUND, server.get(admin, location));
    assertProblem(ProblemType.NOT_FOUND, server.call(admin, "DELETE", location));
    assertEquals(List.of("ann", "bob"), names());
  }

  @Test
  void aNameThatIsTakenIsAConflict() {
    assertProblem(ProblemType.ALREADY_EXISTS, server.post(admin, ACCOUNTS, "{\"name\":\"bob\"}"));
  }

  @Test
  void everyFaultOfAnAccountIsReported() {
    assertEquals(List.of("/name", "/role"), faults(ACCOUNTS, "{\"name\":\"A b\",\"role\":1}"));
    assertEquals(List.of("/name"), faults(ACCOUNTS, "{}"));
    assertEquals(List.of(""), faults(ACCOUNTS, "[]"));
  }

  @Test
  void aTokenIsIssuedOnceShownAndWorks() {
    HttpResponse<String> issued =
        server.post(admin, ACCOUNTS + "/bob/tokens", "{\"label\":\" phone \",\"scope\":\"read\"}");
    assertEquals(201, issued.statusCode(), issued.body());
    assertEquals("no-store", issued.headers().firstValue("Cache-Control").orElse(""));
    JsonNode token = json(issued.body());
    assertEquals("phone", token.get("label").asText());
    assertEquals("read", token.get("scope").asText());
    assertEquals("bob", token.get("account").asText());
    assertTrue(token.get("expiresAt").isNull());
    assertTrue(token.get("lastUsedAt").isNull());
    String secret = token.get("secret").asText();
    assertTrue(secret.matches("lh_[A-Za-z0-9_-]{43}"), "a secret");
    JsonNode account = json(server.get(secret, "/v1/account").body());
    assertEquals("bob", account.get("name").asText());
    assertEquals("read", account.get("scope").asText());
    HttpResponse<String> list = server.get(admin, ACCOUNTS + "/bob/tokens");
    JsonNode listed = json(list.body()).get("items").get(0);
    assertEquals(token.get("id"), listed.get("id"));
    assertEquals("phone", listed.get("label").asText());
    assertFalse(list.body().contains("secret"), list.body());
    assertFalse(list.body().contains(secret.substring(3)), list.body());
  }

  @Test
  void aTokenIsForWritingUnlessItSaysOtherwise() {
    JsonNode token = json(server.post(admin, ACCOUNTS + "/bob/tokens", "{}").body());
    assertEquals("write", token.get("scope").asText());
    assertEquals("", token.get("label").asText());
  }

  @Test
  void aTokenExpiresAtATimeOrAfterOne() {
    String at = "{\"expiresAt\":\"2999-01-02T03:04:05.678+01:00\"}";
    JsonNode token = json(server.post(admin, ACCOUNTS + "/bob/tokens", at).body());
    assertEquals("2999-01-02T02:04:05.678000Z", token.get("expiresAt").asText());
    Instant before = Instant.now();
    token = json(server.post(admin, ACCOUNTS + "/bob/tokens", "{\"expiresIn\":60}").body());
    Duration left =
        Duration.between(before, Instant.parse(token.get("expiresAt").asText())).minusSeconds(60);
    assertTrue(left.abs().toSeconds() < 30, left::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"scope\":\"root\",\"label\":5,\"expiresAt\":\"soon\",\"x\":0} | /label /scope /expiresAt /x",
        "{\"expiresAt\":\"2020-01-01T00:00:00Z\"} | /expiresAt",
        "{\"expiresAt\":\"2999-01-01T00:00:00Z\",\"expiresIn\":5} | /expiresIn",
        "{\"expiresIn\":0} | /expiresIn",
        "{\"expiresIn\":-1} | /expiresIn",
        "{\"expiresIn\":1.5} | /expiresIn",
        "{\"expiresIn\":1e9} | /expiresIn",
        "{\"expiresIn\":99999999999999999999} | /expiresIn",
        "{\"expiresIn\":9223372036854775807} | /expiresIn",
        "{\"expiresIn\":\"5\"} | /expiresIn",
        "{\"scope\":\"WRITE\"} | /scope",
        "{\"label\":\"a\\u0000b\"} | /label",
      })
  void everyFaultOfATokenIsReported(String body, String pointers) {
    assertEquals(List.of(pointers.split(" ")), faults(ACCOUNTS + "/bob/tokens", body));
  }

  @Test
  void aRevokedTokenEndsAtOnce() {
    Issued issued = server.issue("bob", Scope.READ);
    String secret = issued.secret().reveal();
    assertEquals(200, server.get(secret, "/links").statusCode());
    String path = ACCOUNTS + "/bob/tokens/" + issued.token().id();
    assertEquals(204, server.call(admin, "DELETE", path).statusCode());
    assertProblem(ProblemType.UNAUTHENTICATED, server.get(secret, "/links"));
    assertProblem(ProblemType.NOT_FOUND, server.call(admin, "DELETE", path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "x", "-1", "01", "99999999999999999999", "4 ", "%34%"})
  void whatIsNoIdIsNoToken(String id) {
    String path = ACCOUNTS + "/bob/tokens/" + id.replace(" ", "%20").replace("%34%", "%34x");
    assertProblem(ProblemType.NOT_FOUND, server.call(admin, "DELETE", path));
  }

  @Test
  void aTokenIsRevokedOnlyAsItsAccounts() {
    Issued issued = server.issue("bob", Scope.READ);
    String path = ACCOUNTS + "/ann/tokens/" + issued.token().id();
    assertProblem(ProblemType.NOT_FOUND, server.call(admin, "DELETE", path));
    assertEquals(200, server.get(issued.secret().reveal(), "/links").statusCode());
  }

  @Test
  void theTokensOfARemovedAccountEndAtOnce() {
    String secret = server.secret("bob", Scope.WRITE);
    assertEquals(200, server.get(secret, "/links").statusCode());
    assertEquals(204, server.call(admin, "DELETE", ACCOUNTS + "/bob").statusCode());
    assertProblem(ProblemType.UNAUTHENTICATED, server.get(secret, "/links"));
    assertEquals(201, server.post(admin, ACCOUNTS, "{\"name\":\"bob\"}").statusCode());
    assertProblem(ProblemType.UNAUTHENTICATED, server.get(secret, "/links"));
    assertEquals("[]", server.get(server.secret("bob", Scope.READ), "/links").body());
  }

  @Test
  void anAdminMayRemoveTheAccountOfItsOwnToken() {
    assertEquals(204, server.call(admin, "DELETE", ACCOUNTS + "/ann").statusCode());
    assertProblem(ProblemType.UNAUTHENTICATED, server.get(admin, ACCOUNTS));
  }

  @Test
  void anUnknownAccountHasNoTokens() {
    assertProblem(ProblemType.NOT_FOUND, server.get(admin, ACCOUNTS + "/nobody/tokens"));
    assertProblem(ProblemType.NOT_FOUND, server.post(admin, ACCOUNTS + "/nobody/tokens", "{}"));
    assertProblem(ProblemType.NOT_FOUND, server.get(admin, ACCOUNTS + "/%ff"));
  }

  private List<String> names() {
    JsonNode items = json(server.get(admin, ACCOUNTS).body()).get("items");
    return StreamSupport.stream(items.spliterator(), false)
        .map(account -> account.get("name").asText())
        .toList();
  }

  private List<String> faults(String path, String body) {
    JsonNode problem = assertProblem(ProblemType.INVALID_INPUT, server.post(admin, path, body));
    return StreamSupport.stream(problem.get("errors").spliterator(), false)
        .map(error -> error.get("pointer").asText())
        .toList();
  }
}
