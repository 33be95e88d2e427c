package linkhold.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import linkhold.domain.Patience;
import linkhold.domain.Scope;
import linkhold.http.HttpSettings;
import linkhold.http.TokenServer;
import linkhold.http.call.ProblemType;
import linkhold.http.call.Problems;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsTest {

  @TempDir private static Path directory;
  private static TokenServer server;
  private static SSLContext trusting;

  @BeforeAll
  static void start() throws Exception {
    TestCertificate certificate = TestCertificate.create(directory, "server");
    trusting = TestCertificate.trusting(certificate);
    server = TokenServer.start(TokenServer.SETTINGS.withTls(certificate.files()).withHttp2(true));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void theServerSpeaksTls(Version version) throws Exception {
    String secret = server.secret("ann", Scope.WRITE);
    try (HttpClient client = client(version)) {
      HttpResponse<String> live = client.send(get("/health/live", secret), BodyHandlers.ofString());
      assertEquals(version, live.version());
      assertEquals(200, live.statusCode());
      assertTrue(live.headers().firstValue("Strict-Transport-Security").isPresent());
      assertEquals(List.of("nosniff"), live.headers().allValues("X-Content-Type-Options"));
      HttpRequest save =
          request("/v1/links", secret)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"url\":\"https://a.example/" + version + "\"}"))
              .build();
      HttpResponse<String> saved = client.send(save, BodyHandlers.ofString());
      assertEquals(201, saved.statusCode(), saved.body());
      String location = saved.headers().firstValue("Location").orElse("");
      HttpRequest delete = request(location, secret).DELETE().build();
      assertEquals(204, client.send(delete, BodyHandlers.ofString()).statusCode());
      HttpResponse<String> absent = client.send(get(location, secret), BodyHandlers.ofString());
      Problems.assertProblem(ProblemType.NOT_FOUND, absent);
      assertFalse(absent.headers().firstValue("Connection").isPresent());
      HttpRequest head = request("/links", secret).method("HEAD", BodyPublishers.noBody()).build();
      assertEquals(200, client.send(head, BodyHandlers.ofString()).statusCode());
      HttpRequest large =
          request("/v1/links", secret)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofByteArray(new byte[2 << 20]))
              .build();
      assertEquals(413, client.send(large, BodyHandlers.ofString()).statusCode());
      HttpResponse<String> refused =
          client.send(get("/links", "lh_wrong"), BodyHandlers.ofString());
      Problems.assertProblem(ProblemType.UNAUTHENTICATED, refused);
    }
  }

  @Test
  void requestsOnOneHttp2ConnectionActEachForTheirOwnAccount() throws Exception {
    String ann = server.secret("ann", Scope.WRITE);
    String bob = server.secret("bob", Scope.WRITE);
    try (HttpClient client = client(Version.HTTP_2)) {
      client.send(get("/health/live", ann), BodyHandlers.ofString());
      List<CompletableFuture<HttpResponse<String>>> answers =
          IntStream.range(0, 100)
              .mapToObj(i ->
                  client.sendAsync(
                      get("/v1/account", i % 2 == 0 ? ann : bob), BodyHandlers.ofString()))
              .toList();
      for (int i = 0; i < answers.size(); i++) {
        String body = answers.get(i).get(Patience.seconds(20), TimeUnit.SECONDS).body();
        assertTrue(body.contains(i % 2 == 0 ? "\"ann\"" : "\"bob\""), body);
      }
    }
  }

  @Test
  void aClientThatDoesNotTrustTheCertificateGetsNoFurther() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThrows(
          SSLHandshakeException.class,
          () -> client.send(get("/health/live", "x"), BodyHandlers.ofString()));
    }
  }

  @Test
  void filesThatAreNoCertificateStopTheStart() throws IOException {
    Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "nonsense");
    Path absent = directory.resolve("absent.pem");
    for (Path file : new Path[] {nonsense, absent}) {
      HttpSettings settings = TokenServer.SETTINGS.withTls(new TlsFiles(file, file));
      var failure = assertThrows(IllegalArgumentException.class, () -> TokenServer.start(settings));
      assertTrue(String.valueOf(failure.getMessage()).contains(file.toString()));
    }
  }

  private static HttpClient client(Version version) {
    return HttpClient.newBuilder().version(version).sslContext(trusting).build();
  }

  private static HttpRequest get(String path, String secret) {
    return request(path, secret).build();
  }

  private static HttpRequest.Builder request(String path, String secret) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.http.api.port() + path))
        .header("Authorization", "Bearer " + secret);
  }
}
