package linkhold.http.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import linkhold.domain.Scope;
import linkhold.http.TokenServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON Web Tokens; the test itself is their issuer. */
class JwtAccessTest {

  private static final String APP = "my-app";
  private static final String LINK = "{\"url\":\"https://example.com/\"}";
  private static final RSAKey RSA = rsa("rsa-1");
  private static final ECKey EC = ec("ec-1");

  @TempDir Path folder = Path.of("");
  private final AtomicInteger reads = new AtomicInteger();
  private HttpServer issuer;
  private String url = "";
  private List<JWK> published = List.of(RSA, EC);
  private TokenServer server;

  @BeforeEach
  void start() throws IOException {
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    url = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/realm";
    answer(
        "/realm/.well-known/openid-configuration",
        () -> "{\"issuer\":\"" + url + "\",\"jwks_uri\":\"" + url + "/keys\"}");
    answer(
        "/realm/keys",
        () -> {
          reads.incrementAndGet();
          return new JWKSet(published).toString();
        });
    issuer.start();
    server = serverFor(new JwtIssuer(url, List.of(APP, "other"), "sub", null, null));
  }

  @AfterEach
  void stop() {
    server.close();
    issuer.stop(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"firebase", "auth0", "keycloak", "cognito", "apple"})
  void aUserOfEachProvidersShapeSavesAndSyncs(String provider) throws Exception {
    String token =
        switch (provider) {
          case "firebase" ->
              rs256(
                  claims()
                      .claim("user_id", "u1")
                      .claim("firebase", Map.of("identities", Map.of())));
          case "auth0" -> rs256(claims().subject("auth0|507f1f77").audience(List.of(APP, "x")));
          case "keycloak" ->
              rs256(
                  claims()
                      .claim("realm_access", Map.of("roles", List.of("user")))
                      .claim("typ", "Bearer"));
          case "cognito" ->
              rs256(claims().claim("token_use", "id").claim("cognito:username", "ada"));
          default -> es256(claims().subject("001234.abcdef.0123"));
        };
    assertEquals(201, server.post(token, "/v1/links", LINK).statusCode());
    assertEquals("[\"https://example.com/\"]", server.get(token, "/links").body());
    assertEquals(200, server.get(token, "/v1/changes").statusCode());
    String name = json(server.get(token, "/v1/account").body()).get("name").asText();
    assertEquals(url + "|", name.substring(0, url.length() + 1));
  }

  @Test
  void theOtherAlgorithmsAreUnderstood() throws Exception {
    assertEquals(200, status(signed(JWSAlgorithm.PS256, RSA, new RSASSASigner(RSA), claims())));
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] encoded = pair.getPublic().getEncoded();
    byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    published =
        List.of(new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x)).keyID("ed-1").build());
    try (TokenServer other = serverFor(new JwtIssuer(url, List.of(APP), "sub", null, null))) {
      JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.EdDSA).keyID("ed-1").build();
      String input = header.toBase64URL() + "." + claims().build().toPayload().toBase64URL();
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(input.getBytes(UTF_8));
      String token = input + "." + Base64URL.encode(signature.sign());
      assertEquals(200, other.get(token, "/v1/account").statusCode());
      String forged = token.substring(0, token.length() - 4) + "AAAA";
      assertEquals(401, other.get(forged, "/v1/account").statusCode());
    }
  }

  @Test
  void whatIsNotSignedByTheIssuerForThisServerAndNowIsRefused() throws Exception {
    Instant now = Instant.now();
    assertEquals(401, status(new PlainJWT(claims().build()).serialize()), "none");
    byte[] secret = RSA.toRSAPublicKey().getEncoded();
    SignedJWT mac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
    mac.sign(new MACSigner(secret));
    assertEquals(401, status(mac.serialize()), "HMAC by the public key");
    RSAKey stranger = rsa("rsa-1");
    assertEquals(
        401, status(signed(JWSAlgorithm.RS256, stranger, new RSASSASigner(stranger), claims())));
    assertEquals(401, status(signed(JWSAlgorithm.RS512, RSA, new RSASSASigner(RSA), claims())));
    assertEquals(401, status(rs256(claims().issuer(url + "/"))));
    assertEquals(401, status(rs256(claims().audience("another-app"))));
    assertEquals(401, status(rs256(claims().audience(List.<String>of()))));
    assertEquals(401, status(rs256(claims().subject(null))));
    assertEquals(401, status(rs256(claims().expirationTime(null))));
    assertEquals(401, status(rs256(claims().expirationTime(Date.from(now.minusSeconds(70))))));
    assertEquals(200, status(rs256(claims().expirationTime(Date.from(now.minusSeconds(20))))));
    assertEquals(401, status(rs256(claims().notBeforeTime(Date.from(now.plusSeconds(90))))));
    assertEquals(200, status(rs256(claims().notBeforeTime(Date.from(now.plusSeconds(20))))));
    assertEquals(401, status("a.b.c"));
    String valid = rs256(claims());
    assertEquals(401, status(valid.substring(0, valid.length() - 6) + "AAAAAA"));
    assertEquals(200, status(valid));
  }

  @Test
  void anUnknownKeyIsLookedForOnceInAWhile() throws Exception {
    assertEquals(200, status(rs256(claims())));
    RSAKey next = rsa("rsa-2");
    published = List.of(RSA, next);
    assertEquals(200, status(signed(JWSAlgorithm.RS256, next, new RSASSASigner(next), claims())));
    for (int i = 0; i < 20; i++) {
      RSAKey unknown = new RSAKey.Builder(RSA).keyID("no-" + i).build();
      assertEquals(
          401, status(signed(JWSAlgorithm.RS256, unknown, new RSASSASigner(unknown), claims())));
    }
    assertEquals(2, reads.get(), "reads of the keys");
  }

  @Test
  void claimsGiveTheScopeAndTheAccount() throws Exception {
    Path keys = folder.resolve("keys.json");
    Files.writeString(keys, new JWKSet(published).toString());
    JwtIssuer scoped = new JwtIssuer(url, List.of(APP), "email", "scope", keys.toUri());
    try (TokenServer other = serverFor(scoped)) {
      String reader =
          rs256(claims().claim("email", "ada@example.com").claim("scope", "openid read"));
      assertEquals(200, other.get(reader, "/v1/links").statusCode());
      assertProblem(ProblemType.INSUFFICIENT_SCOPE, other.post(reader, "/v1/links", LINK));
      String writer =
          rs256(claims().claim("email", "ada@example.com").claim("scope", List.of("write")));
      assertEquals(201, other.post(writer, "/v1/links", LINK).statusCode());
      assertEquals("[\"https://example.com/\"]", other.get(reader, "/links").body());
      assertProblem(ProblemType.INSUFFICIENT_SCOPE, other.get(writer, "/v1/accounts"));
      assertEquals(401, other.get(rs256(claims()), "/v1/links").statusCode());
    }
    assertEquals(0, reads.get(), "reads of the keys over HTTP");
  }

  @Test
  void noTwoUsersShareAnAccount() {
    assertEquals("https://a.example|u", JwtTokens.accountName("https://a.example", "u"));
    String hashed = JwtTokens.accountName("https://a.example", "a b");
    assertEquals("https://a.example||", hashed.substring(0, 19));
    String imitated = hashed.substring("https://a.example|".length());
    assertNotEquals(hashed, JwtTokens.accountName("https://a.example", imitated));
    assertNotEquals(hashed, JwtTokens.accountName("https://a.example", "ä"));
    assertEquals(62, JwtTokens.accountName("https://a.example", "x".repeat(300)).length());
  }

  @Test
  void aBlockedUserIsRefusedAtOnceAndTheStreamEnds() throws Exception {
    String token = rs256(claims());
    HttpResponse<InputStream> stream =
        server.http.send(
            server
                .http
                .request("/v1/changes")
                .header("Accept", "text/event-stream")
                .header("Authorization", "Bearer " + token),
            BodyHandlers.ofInputStream());
    try (InputStream events = stream.body()) {
      assertEquals(200, stream.statusCode());
      server.stores.accounts().restrict(url + "|ada", old -> old.withBlocked(true));
      events.readAllBytes(); // returns when the stream ends
    }
    String admin = server.secret("ann", Scope.ADMIN);
    String path = "/v1/accounts/" + (url + "|ada").replace("/", "%2F").replace("|", "%7C");
    assertEquals(200, server.send(admin, "PATCH", path, "{\"blocked\":true}").statusCode());
    assertProblem(ProblemType.ACCOUNT_BLOCKED, server.get(token, "/v1/account"));
    assertEquals(200, server.send(admin, "PATCH", path, "{\"blocked\":false}").statusCode());
    assertEquals(200, server.get(token, "/v1/account").statusCode());
    assertProblem(ProblemType.NOT_FOUND, server.call(token, "DELETE", "/v1/token"));
  }

  @Test
  void theStreamOfATokenEndsWhenItExpires() throws Exception {
    String token = rs256(claims().expirationTime(Date.from(Instant.now().minusSeconds(55))));
    HttpResponse<InputStream> stream =
        server.http.send(
            server
                .http
                .request("/v1/changes")
                .header("Accept", "text/event-stream")
                .header("Authorization", "Bearer " + token),
            BodyHandlers.ofInputStream());
    try (InputStream events = stream.body()) {
      events.readAllBytes(); // returns when the stream ends
    }
    assertProblem(ProblemType.UNAUTHENTICATED, server.get(token, "/v1/account"));
  }

  @Test
  void whileTheIssuerIsAwayTheServerSaysSo() throws Exception {
    issuer.stop(0);
    assertProblem(ProblemType.UNAVAILABLE, server.get(rs256(claims()), "/v1/account"));
    assertEquals(200, server.get(server.secret("bob", Scope.READ), "/v1/account").statusCode());
  }

  private static TokenServer serverFor(JwtIssuer issuer) {
    return TokenServer.start(TokenServer.SETTINGS.withJwtIssuers(List.of(issuer)));
  }

  private int status(String token) {
    return server.get(token, "/v1/account").statusCode();
  }

  private JWTClaimsSet.Builder claims() {
    Instant now = Clock.systemUTC().instant();
    return new JWTClaimsSet.Builder()
        .issuer(url)
        .audience(APP)
        .subject("ada")
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(300)));
  }

  private static String rs256(JWTClaimsSet.Builder claims) throws JOSEException {
    return signed(JWSAlgorithm.RS256, RSA, new RSASSASigner(RSA), claims);
  }

  private static String es256(JWTClaimsSet.Builder claims) throws JOSEException {
    return signed(JWSAlgorithm.ES256, EC, new ECDSASigner(EC), claims);
  }

  private static String signed(
      JWSAlgorithm algorithm, JWK key, JWSSigner signer, JWTClaimsSet.Builder claims)
      throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims.build());
    token.sign(signer);
    return token.serialize();
  }

  private static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).keyUse(KeyUse.SIGNATURE).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey ec(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(String path, Supplier<String> body) {
    issuer.createContext(
        path,
        exchange -> {
          byte[] bytes = body.get().getBytes(UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }
}
