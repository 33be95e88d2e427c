package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import linkhold.app.RunningLinkhold.Run;
import linkhold.domain.Patience;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged program with accounts and tokens, made by its own commands beside the server. */
final class LinkholdTokensIT {

  private static final String LINK = "{\"url\": \"https://example.com/a\", \"title\": \"%s\"}";

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  private static final String ISSUER = "https://id.example";

  private static Path directory = Path.of("");
  private static RunningLinkhold server;
  private static RSAKey key;

  @BeforeAll
  static void start() throws Exception {
    directory = DATABASES.blank();
    key = new RSAKeyGenerator(2048).keyID("k1").keyUse(KeyUse.SIGNATURE).generate();
    Path keys = DATABASES.top().resolve("keys.json");
    Files.writeString(keys, new JWKSet(key.toPublicJWK()).toString());
    server =
        RunningLinkhold.launch(
            DATABASES.top(),
            Map.of(
                "LINKHOLD_AUTH",
                "token",
                "LINKHOLD_JWT_ISSUER",
                ISSUER,
                "LINKHOLD_JWT_AUDIENCE",
                "links",
                "LINKHOLD_JWT_JWKS",
                keys.toString()),
            "--host",
            "0.0.0.0",
            "--port",
            "0",
            "--data-dir",
            directory.toString());
    server.awaitReady();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void withoutATokenNothingIsShown() throws Exception {
    assertEquals(401, server.get("/links").statusCode());
    assertEquals(401, server.get("/v1/links/1").statusCode());
    assertEquals(401, server.get("/v1/nothing").statusCode());
    assertEquals(200, server.get("/health/ready").statusCode());
  }

  @Test
  void twoAccountsAreBlindToEachOther() throws Exception {
    command("account", "add", "ada");
    command("account", "add", "bob");
    String ada = command("token", "create", "ada");
    String bob = command("token", "create", "bob");

    assertEquals(201, server.call(ada, "POST", "/v1/links", LINK.formatted("Ada's")).statusCode());
    assertEquals(404, server.call(bob, "GET", "/v1/links/1", "").statusCode());
    assertEquals(404, server.call(bob, "DELETE", "/v1/links/1", "").statusCode());
    assertEquals("[]", server.call(bob, "GET", "/links", "").body());
    assertEquals(201, server.call(bob, "POST", "/v1/links", LINK.formatted("Bob's")).statusCode());
    assertTrue(server.call(ada, "GET", "/v1/links/1", "").body().contains("Ada's"));
  }

  @Test
  void aTokenDoesNoMoreThanItsScopeAllows() throws Exception {
    command("account", "add", "reader");
    String read = command("token", "create", "reader", "--scope", "read");
    String admin = command("token", "create", "reader", "--scope", "admin");

    assertEquals(200, server.call(read, "GET", "/v1/links", "").statusCode());
    assertEquals(403, server.call(read, "POST", "/v1/links", LINK.formatted("x")).statusCode());
    assertEquals(403, server.call(read, "GET", "/v1/accounts", "").statusCode());
    assertEquals(200, server.call(admin, "GET", "/v1/accounts", "").statusCode());
  }

  @Test
  void aTokenRevokedByACommandIsRefusedWithinSeconds() throws Exception {
    command("account", "add", "carol");
    String token = command("token", "create", "carol", "--expires", "90d", "--label", "My phone");
    String list = command("token", "list", "carol");
    assertTrue(list.contains("My phone"), list);
    String id = list.lines().skip(1).findFirst().orElseThrow().split(" ", 2)[0];
    assertEquals(200, server.call(token, "GET", "/v1/account", "").statusCode());

    command("token", "revoke", "carol", id);

    Patience.await(
        "the refusal", () -> server.call(token, "GET", "/v1/account", "").statusCode() == 401);
  }

  @Test
  void signInPrintsAnAddressOfTheRunningServerThatLetsAPageInOnce() throws Exception {
    TestDatabases.requireEmbedded("The data directory tells the server's address.");
    command("account", "add", "erin");
    String url = command("sign-in", "erin", "--scope", "read");
    String page = "http://localhost:" + server.port() + "/";
    assertTrue(url.startsWith(page + "#sign-in="), url);
    String code = url.substring(url.indexOf('=') + 1);

    HttpResponse<String> signedIn = server.send(signIn(page, code));
    assertEquals(200, signedIn.statusCode(), signedIn.body());
    assertTrue(signedIn.body().contains("\"name\":\"erin\""), signedIn.body());
    String cookie = signedIn.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
    HttpRequest.Builder list = HttpRequest.newBuilder(URI.create(page + "v1/links"));
    assertEquals(200, server.send(list.header("Cookie", cookie)).statusCode());
    String devices = command("token", "list", "erin");
    assertTrue(devices.contains("session"), devices);
    assertEquals(401, server.send(signIn(page, code)).statusCode());
  }

  @Test
  void aUserWhoSignedInElsewhereHasAnAccountAndCanBeBlocked() throws Exception {
    String grace = jwt("grace", "links");
    assertEquals(201, server.call(grace, "POST", "/v1/links", LINK.formatted("hers")).statusCode());
    assertEquals("[]", server.call(jwt("eve", "links"), "GET", "/links", "").body());
    assertEquals(401, server.call(jwt("grace", "another-app"), "GET", "/links", "").statusCode());
    String name = ISSUER + "|grace";
    assertTrue(command("account", "list").lines().anyMatch(name::equals));

    command("account", "block", name);
    Patience.await(
        "the refusal", () -> server.call(grace, "GET", "/v1/account", "").statusCode() == 403);
    command("account", "unblock", name);
    Patience.await(
        "the way back", () -> server.call(grace, "GET", "/v1/account", "").statusCode() == 200);
    assertTrue(server.call(grace, "GET", "/v1/links", "").body().contains("hers"));
  }

  @Test
  void anAccountHasAtMostAsManyLinksAsItsLimit() throws Exception {
    command("account", "add", "frank");
    String token = command("token", "create", "frank");
    command("account", "limit", "frank", "--max-links", "1");
    assertEquals(201, server.call(token, "POST", "/v1/links", LINK.formatted("1")).statusCode());
    HttpResponse<String> refused =
        server.call(token, "POST", "/v1/links", "{\"url\": \"https://example.com/b\"}");
    assertEquals(403, refused.statusCode());
    assertTrue(refused.body().contains("quota-exceeded"), refused.body());
    command("account", "limit", "frank");
    Patience.await(
        "room for another",
        () ->
            server
                    .call(token, "POST", "/v1/links", "{\"url\": \"https://example.com/b\"}")
                    .statusCode()
                == 201);
  }

  /** A token of the issuer, for a user and an app, valid for an hour. */
  private static String jwt(String user, String audience) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(user)
                .audience(audience)
                .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
                .build());
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }

  private static HttpRequest.Builder signIn(String page, String code) {
    return HttpRequest.newBuilder(URI.create(page + "v1/session"))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString("{\"code\": \"" + code + "\"}"));
  }

  @Test
  void aRemovedAccountIsGone() throws Exception {
    command("account", "add", "dave");
    assertTrue(command("account", "list").lines().anyMatch("dave"::equals));
    command("account", "remove", "dave", "--yes");
    assertTrue(command("account", "list").lines().noneMatch("dave"::equals));
  }

  /** Runs a command on the server's data; what it prints, without the end of the last line. */
  private static String command(String... arguments) throws InterruptedException {
    Run run = RunningLinkhold.run(DATABASES.top(), directory, arguments);
    assertEquals(0, run.exitCode(), run.errors());
    return run.output().strip();
  }
}
