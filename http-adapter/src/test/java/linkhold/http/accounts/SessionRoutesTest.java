package linkhold.http.accounts;

import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import linkhold.domain.Scope;
import linkhold.domain.Token;
import linkhold.domain.TokenStore.Issued;
import linkhold.http.HttpLimits;
import linkhold.http.TestServer;
import linkhold.http.TokenServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in and out, as a page and as an app does. */
class SessionRoutesTest {

  private static final String LINK = "{\"url\":\"https://example.com/\"}";

  private final TokenServer server = TokenServer.start();
  private final String admin = server.secret("ann", Scope.ADMIN);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aPageSignsInByACodeAndActsForItsAccount() {
    HttpResponse<String> signedIn = signIn(codeFor("bob", "write"));
    assertEquals(200, signedIn.statusCode(), signedIn.body());
    assertEquals("bob", json(signedIn.body()).get("name").asText());
    assertEquals("write", json(signedIn.body()).get("scope").asText());
    assertEquals("no-store", signedIn.headers().firstValue("Cache-Control").orElse(""));
    String cookie = cookie(signedIn);
    assertEquals(200, page(cookie, "GET", "/v1/account", "").statusCode());
    assertEquals(201, page(cookie, "POST", "/v1/links", LINK).statusCode());
    assertEquals("[\"https://example.com/\"]", page(cookie, "GET", "/links", "").body());
    assertProblem(ProblemType.INSUFFICIENT_SCOPE, page(cookie, "GET", "/v1/accounts", ""));
  }

  @Test
  void theCookieIsOutOfReachForScriptsAndOtherSites() {
    String header = signIn(codeFor("bob", "read")).headers().firstValue("Set-Cookie").orElse("");
    assertTrue(
        header.matches(
            "linkhold-\\d+=lh_[A-Za-z0-9_-]{43}; Path=/; Max-Age=34560000; HttpOnly; SameSite=Strict"),
        header);
  }

  @Test
  void overTlsTheCookieIsSecureAndForThisHost() {
    try (TokenServer behind =
        TokenServer.start(
            TokenServer.SETTINGS
                .withPublicUrl("https://links.example/l")
                .withBasePath("/l")
                .withTrustedProxies(List.of("127.0.0.1")))) {
      String secret = behind.secret("ann", Scope.WRITE);
      HttpResponse<String> made = behind.post(secret, "/v1/account/sign-in-codes", "{}");
      String url = json(made.body()).get("url").asText();
      String code = json(made.body()).get("code").asText();
      assertEquals("https://links.example/l/#sign-in=" + code, url);
      HttpResponse<String> signedIn =
          behind.http.send(
              behind
                  .http
                  .request("/l/v1/session")
                  .header("X-Forwarded-Proto", "https")
                  .header("X-Forwarded-Host", "links.example")
                  .header("Origin", "https://links.example")
                  .header("Content-Type", TestServer.JSON)
                  .POST(BodyPublishers.ofString("{\"code\":\"" + code + "\"}")),
              BodyHandlers.ofString());
      assertEquals(200, signedIn.statusCode(), signedIn.body());
      String header = signedIn.headers().firstValue("Set-Cookie").orElse("");
      assertTrue(
          header.matches(
              "__Host-linkhold\\.l=lh_\\S{43}; Path=/; Max-Age=34560000; HttpOnly; Secure; SameSite=Strict"),
          header);
    }
  }

  @Test
  void withoutTlsAPageOfAnotherMachineCannotSignIn() throws Exception {
    String code = codeFor("bob", "read");
    String body = "{\"code\":\"" + code + "\"}";
    String response =
        server.http.raw(
            "POST /v1/session HTTP/1.1\r\nHost: links.example\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
    assertTrue(response.startsWith("HTTP/1.1 403 "), response);
    assertTrue(response.contains("/problems/tls-required"), response);
    assertEquals(200, signIn(code).statusCode(), "the code was not used up");
  }

  @Test
  void aCodeIsGoodOnce() {
    String code = codeFor("bob", "read");
    assertEquals(200, signIn(code).statusCode());
    assertProblem(ProblemType.UNAUTHENTICATED, signIn(code));
    assertProblem(ProblemType.UNAUTHENTICATED, redeem(code, "x"));
    assertProblem(ProblemType.UNAUTHENTICATED, signIn("q83vEjRWeJCrze8SNFZ4kA"));
  }

  @Test
  void anAppExchangesACodeForATokenOfItsScope() {
    HttpResponse<String> redeemed = redeem(codeFor("bob", "read"), "Bob's phone");
    assertEquals(201, redeemed.statusCode(), redeemed.body());
    JsonNode token = json(redeemed.body());
    assertEquals("Bob's phone", token.get("label").asText());
    assertEquals("read", token.get("scope").asText());
    assertEquals("bob", token.get("account").asText());
    assertEquals("no-store", redeemed.headers().firstValue("Cache-Control").orElse(""));
    String secret = token.get("secret").asText();
    assertEquals("bob", json(server.get(secret, "/v1/account").body()).get("name").asText());
  }

  @Test
  void aTokenThatIsPastedBeginsASessionThatEndsWithItsExpiry() {
    Instant expiry = Instant.now().plusSeconds(3600);
    Issued issued = server.stores.tokens().issue("bob", "", Scope.READ, expiry);
    HttpResponse<String> signedIn =
        begin("{\"token\":\" " + issued.secret().reveal() + "\\n\",\"label\":\"Den\"}");
    assertEquals(200, signedIn.statusCode(), signedIn.body());
    assertEquals("read", json(signedIn.body()).get("scope").asText());
    JsonNode session = devices(cookie(signedIn)).get(1);
    assertEquals("Den", session.get("label").asText());
    assertEquals(
        devices(cookie(signedIn)).get(0).get("expiresAt").asText(),
        session.get("expiresAt").asText());
    assertProblem(ProblemType.UNAUTHENTICATED, begin("{\"token\":\"lh_wrong\"}"));
    String sessionSecret = cookie(signedIn).split("=", 2)[1];
    assertProblem(ProblemType.UNAUTHENTICATED, begin("{\"token\":\"" + sessionSecret + "\"}"));
  }

  @Test
  void aSessionsSecretIsNoTokenAndATokensIsNoSession() {
    String cookie = cookie(signIn(codeFor("bob", "write")));
    String secret = cookie.split("=", 2)[1];
    assertProblem(ProblemType.UNAUTHENTICATED, server.get(secret, "/v1/account"));
    String name = cookie.split("=", 2)[0];
    String token = server.secret("bob", Scope.WRITE);
    assertProblem(ProblemType.UNAUTHENTICATED, page(name + "=" + token, "GET", "/v1/account", ""));
  }

  @Test
  void aBearerTokenWinsOverACookie() {
    String cookie = cookie(signIn(codeFor("bob", "write")));
    HttpResponse<String> account =
        server.http.send(
            server
                .http
                .request("/v1/account")
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", "cross-site")
                .header("Authorization", "Bearer " + server.secret("ann", Scope.READ)));
    assertEquals("ann", json(account.body()).get("name").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, -, -, 200",
    "GET, -, none, 200",
    "GET, -, same-origin, 200",
    "GET, own, -, 200",
    "GET, -, cross-site, 403",
    "GET, -, same-site, 403",
    "GET, https://evil.example, -, 403",
    "POST, -, -, 403",
    "POST, -, none, 403",
    "POST, -, cross-site, 403",
    "POST, -, same-site, 403",
    "POST, -, same-origin, 201",
    "POST, own, -, 201",
    "POST, own, same-origin, 201",
    "POST, own, cross-site, 403",
    "POST, null, -, 403",
    "POST, https://evil.example, same-origin, 403",
    "DELETE, https://evil.example, -, 403",
  })
  void onlyPagesOfThisServerUseTheCookie(String method, String origin, String site, int status) {
    String cookie = cookie(signIn(codeFor("bob", "write")));
    HttpRequest.Builder request =
        server
            .http
            .request(method.equals("DELETE") ? "/v1/links/1" : "/v1/links")
            .header("Cookie", "other=1; " + cookie + "; more=2")
            .header("Content-Type", TestServer.JSON)
            .method(method, BodyPublishers.ofString(method.equals("POST") ? LINK : ""));
    if (!origin.equals("-")) {
      request.header("Origin", origin.equals("own") ? origin() : origin);
    }
    if (!site.equals("-")) {
      request.header("Sec-Fetch-Site", site);
    }
    HttpResponse<String> response = server.http.send(request);
    assertEquals(status, response.statusCode(), response.body());
    if (status == 403) {
      assertProblem(ProblemType.CROSS_ORIGIN, response);
    }
  }

  @Test
  void aPageOfAnotherOriginSignsNobodyIn() {
    HttpRequest.Builder request =
        server
            .http
            .request("/v1/session")
            .header("Origin", "https://evil.example")
            .header("Content-Type", TestServer.JSON)
            .POST(BodyPublishers.ofString("{\"code\":\"" + codeFor("bob", "write") + "\"}"));
    assertProblem(ProblemType.CROSS_ORIGIN, server.http.send(request));
  }

  @Test
  void signingOutEndsTheSessionAndItsCookie() {
    String cookie = cookie(signIn(codeFor("bob", "read")));
    HttpResponse<String> out = page(cookie, "DELETE", "/v1/session", "");
    assertEquals(204, out.statusCode(), out.body());
    String header = out.headers().firstValue("Set-Cookie").orElse("");
    assertTrue(header.startsWith(cookie.split("=", 2)[0] + "=; Path=/; Max-Age=0;"), header);
    assertProblem(ProblemType.UNAUTHENTICATED, page(cookie, "GET", "/v1/account", ""));
    assertProblem(
        ProblemType.NOT_FOUND,
        server.call(server.secret("bob", Scope.WRITE), "DELETE", "/v1/session"));
  }

  @Test
  void anAppRevokesTheTokenThatItShows() {
    String secret = server.secret("bob", Scope.READ);
    assertEquals(204, server.call(secret, "DELETE", "/v1/token").statusCode());
    assertProblem(ProblemType.UNAUTHENTICATED, server.get(secret, "/v1/account"));
    String cookie = cookie(signIn(codeFor("bob", "read")));
    assertProblem(ProblemType.NOT_FOUND, page(cookie, "DELETE", "/v1/token", ""));
  }

  @Test
  void aDeviceIsLabelledByItsProgramUnlessItSaysOtherwise() {
    HttpRequest.Builder request =
        server
            .http
            .request("/v1/session")
            .header(
                "User-Agent",
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
            .header("Content-Type", TestServer.JSON)
            .POST(BodyPublishers.ofString("{\"code\":\"" + codeFor("bob", "write") + "\"}"));
    String cookie = cookie(server.http.send(request));
    assertEquals("Firefox on Linux", devices(cookie).get(0).get("label").asText());
  }

  @Test
  void devicesAreListedAndRevoked() {
    String phone = server.secret("bob", Scope.READ);
    String cookie = cookie(signIn(codeFor("bob", "write")));
    server.stores.tokens().issue("bob", "gone", Scope.READ, Instant.now().minusSeconds(5));
    server.secret("ann", Scope.READ);
    JsonNode devices = devices(cookie);
    assertEquals(List.of("token", "session"), texts(devices, "kind"));
    assertEquals(List.of("false", "true"), texts(devices, "current"));
    assertEquals(List.of("read", "write"), texts(devices, "scope"));
    Instant end = Instant.parse(devices.get(1).get("expiresAt").asText());
    assertTrue(end.isAfter(Instant.now().plus(Token.SESSION_IDLE_TIME).minusSeconds(60)));
    String path = "/v1/account/devices/" + devices.get(0).get("id").asText();
    assertEquals(204, page(cookie, "DELETE", path, "").statusCode());
    assertProblem(ProblemType.UNAUTHENTICATED, server.get(phone, "/v1/account"));
    assertProblem(ProblemType.NOT_FOUND, page(cookie, "DELETE", path, ""));
    assertEquals(List.of("session"), texts(devices(cookie), "kind"));
  }

  @Test
  void aDeviceOfALargerScopeIsNotRevoked() {
    Issued large = server.issue("bob", Scope.ADMIN);
    String path = "/v1/account/devices/" + large.token().id();
    String small = server.secret("bob", Scope.WRITE);
    assertProblem(ProblemType.INSUFFICIENT_SCOPE, server.call(small, "DELETE", path));
    assertEquals(204, server.call(large.secret().reveal(), "DELETE", path).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "x", "999", "99999999999999999999"})
  void whatIsNoIdOfTheAccountIsNoDevice(String id) {
    String secret = server.secret("bob", Scope.WRITE);
    assertProblem(
        ProblemType.NOT_FOUND, server.call(secret, "DELETE", "/v1/account/devices/" + id));
  }

  @Test
  void aDeviceLetsInOthersOfItsOwnScopeAtMost() {
    String write = server.secret("bob", Scope.WRITE);
    String path = "/v1/account/sign-in-codes";
    HttpResponse<String> made = server.call(write, "POST", path);
    assertEquals(201, made.statusCode(), made.body());
    assertEquals("no-store", made.headers().firstValue("Cache-Control").orElse(""));
    assertEquals(
        origin() + "/#sign-in=" + json(made.body()).get("code").asText(),
        json(made.body()).get("url").asText());
    assertTrue(json(made.body()).get("code").asText().matches("[A-Za-z0-9_-]{22}"));
    assertEquals(201, server.post(write, path, "{\"scope\":\"read\"}").statusCode());
    assertProblem(
        ProblemType.INSUFFICIENT_SCOPE, server.post(write, path, "{\"scope\":\"admin\"}"));
    String read = server.secret("bob", Scope.READ);
    assertProblem(ProblemType.INSUFFICIENT_SCOPE, server.call(read, "POST", path));
    assertProblem(
        ProblemType.INVALID_INPUT, server.post(write, path, "{\"scope\":\"all\",\"x\":1}"));
    assertProblem(
        ProblemType.NOT_FOUND,
        server.post(admin, "/v1/accounts/nobody/sign-in-codes", "{\"scope\":\"read\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"code\":\"a\",\"token\":\"b\"}",
        "{\"code\":5}",
        "{\"code\":\"a\",\"x\":1}",
        "{\"code\":\"a\",\"label\":5}",
        "{\"code\":\"a\",\"label\":\"\\u0000\"}",
        "[]"
      })
  void whatIsNoSignInIsRefused(String body) {
    assertProblem(ProblemType.INVALID_INPUT, begin(body));
  }

  @Test
  void wrongCodesCountAgainstTheAddressAndAValidOneWorks() {
    HttpLimits limits = HttpLimits.builder().failedAuthentications(5).build();
    try (TokenServer limited = TokenServer.start(TokenServer.SETTINGS.withLimits(limits))) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        statuses.add(limited.http.post("/v1/session", "{\"code\":\"w" + i + "\"}").statusCode());
        String wrong = "{\"code\":\"w" + i + "\"}";
        statuses.add(limited.http.post("/v1/tokens/redeem", wrong).statusCode());
      }
      assertEquals(List.of(401, 401, 401, 401, 401, 429, 429, 429), statuses);
      String code = limited.stores.tokens().issueCode("ann", Scope.READ).secret().reveal();
      assertEquals(
          201, limited.http.post("/v1/tokens/redeem", "{\"code\":\"" + code + "\"}").statusCode());
    }
  }

  @Test
  void inOpenModeThereIsNothingToSignInTo() {
    try (TestServer open = TestServer.start()) {
      String code = "{\"code\":\"x\"}";
      assertProblem(ProblemType.OPEN_MODE, open.post("/v1/session", code));
      assertProblem(ProblemType.OPEN_MODE, open.post("/v1/tokens/redeem", code));
      assertProblem(ProblemType.OPEN_MODE, open.post("/v1/account/sign-in-codes", "{}"));
      assertEquals("{\"devices\":[]}", open.get("/v1/account/devices").body());
      assertProblem(ProblemType.NOT_FOUND, open.delete("/v1/session"));
      assertProblem(ProblemType.NOT_FOUND, open.delete("/v1/token"));
    }
  }

  @Test
  void theStreamOfASessionThatIsRevokedEnds() throws Exception {
    String cookie = cookie(signIn(codeFor("bob", "write")));
    HttpRequest.Builder request =
        server
            .http
            .request("/v1/changes")
            .header("Accept", "text/event-stream")
            .header("Sec-Fetch-Site", "same-origin")
            .header("Cookie", cookie);
    HttpResponse<InputStream> stream = server.http.send(request, BodyHandlers.ofInputStream());
    assertEquals(200, stream.statusCode());
    String id = devices(cookie).get(0).get("id").asText();
    String path = "/v1/accounts/bob/tokens/" + id;
    assertEquals(204, server.call(admin, "DELETE", path).statusCode());
    stream.body().readAllBytes(); // returns when the stream ends
    assertProblem(ProblemType.UNAUTHENTICATED, page(cookie, "GET", "/v1/changes", ""));
  }

  @Test
  void noCodeIsShownAgain() {
    String code = codeFor("bob", "write");
    String cookie = cookie(signIn(code));
    assertFalse(page(cookie, "GET", "/v1/account/devices", "").body().contains(code));
  }

  private String codeFor(String account, String scope) {
    HttpResponse<String> made =
        server.post(
            admin, "/v1/accounts/" + account + "/sign-in-codes", "{\"scope\":\"" + scope + "\"}");
    assertEquals(201, made.statusCode(), made.body());
    return json(made.body()).get("code").asText();
  }

  private HttpResponse<String> signIn(String code) {
    return begin("{\"code\":\"" + code + "\"}");
  }

  private HttpResponse<String> begin(String body) {
    return server.http.post("/v1/session", body);
  }

  private HttpResponse<String> redeem(String code, String label) {
    return server.http.post(
        "/v1/tokens/redeem", "{\"code\":\"" + code + "\",\"label\":\"" + label + "\"}");
  }

  private static String cookie(HttpResponse<String> signedIn) {
    return signedIn.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  /** A request as the page's own scripts send it. */
  private HttpResponse<String> page(String cookie, String method, String path, String json) {
    HttpRequest.Builder request =
        server
            .http
            .request(path)
            .header("Cookie", cookie)
            .header("Origin", origin())
            .header("Sec-Fetch-Site", "same-origin")
            .method(method, BodyPublishers.ofString(json));
    if (!json.isEmpty()) {
      request.header("Content-Type", TestServer.JSON);
    }
    return server.http.send(request);
  }

  private JsonNode devices(String cookie) {
    return json(page(cookie, "GET", "/v1/account/devices", "").body()).get("devices");
  }

  private String origin() {
    return "http://127.0.0.1:" + server.http.api.port();
  }

  private static List<String> texts(JsonNode items, String member) {
    return StreamSupport.stream(items.spliterator(), false)
        .map(item -> item.get(member).asText())
        .toList();
  }
}
