package linkhold.http.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import linkhold.domain.Scope;
import linkhold.domain.TokenStore.Issued;
import linkhold.http.HttpLimits;
import linkhold.http.TokenServer;
import linkhold.http.server.TestCertificate;
import linkhold.http.sync.EventReader.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventStreamTlsTest {

  private static final Duration HEARTBEAT = Duration.ofMillis(50);

  /** Shorter than fifty heartbeats, and long enough for a handshake on a busy machine. */
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(2);

  @TempDir private static Path directory;

  @ParameterizedTest
  @EnumSource(Version.class)
  void aStreamOverTlsSendsChangesOutlivesTheIdleTimeAndEnds(Version version) throws Exception {
    TestCertificate certificate = TestCertificate.create(directory, version.name());
    HttpLimits limits = HttpLimits.builder().heartbeat(HEARTBEAT).idleTimeout(IDLE_TIMEOUT).build();
    try (TokenServer server = server(certificate, limits);
        HttpClient client = client(version, certificate)) {
      Issued token = server.issue("ann", Scope.READ);
      HttpResponse<InputStream> response = stream(client, server, token);
      assertEquals(version, response.version());
      try (EventReader events = new EventReader(response)) {
        events.next("synced");
        for (int i = 0; i < 50; i++) {
          Event beat = events.nextOrComment();
          assertNotNull(beat);
          assertTrue(beat.isComment());
        }
        save(server, 1);
        events.next("change");
        server.stores.tokens().revoke("ann", token.token().id());
        events.assertEnds();
      }
    }
  }

  @Test
  void streamsAndRequestsShareAConnectionOfHttp2() throws Exception {
    TestCertificate certificate = TestCertificate.create(directory, "shared");
    HttpLimits limits = HttpLimits.builder().heartbeat(HEARTBEAT).build();
    try (TokenServer server = server(certificate, limits);
        HttpClient client = client(Version.HTTP_2, certificate)) {
      Issued token = server.issue("ann", Scope.READ);
      try (EventReader one = new EventReader(stream(client, server, token));
          EventReader other = new EventReader(stream(client, server, token))) {
        one.next("synced");
        other.next("synced");
        for (int i = 0; i < 20; i++) {
          save(server, i);
          int told = one.next("change").json().get("id").asInt();
          assertEquals(told, other.next("change").json().get("id").asInt());
          HttpRequest list = request(server, token, "/links").build();
          assertEquals(200, client.send(list, BodyHandlers.ofString()).statusCode());
        }
      }
    }
  }

  private static TokenServer server(TestCertificate certificate, HttpLimits limits) {
    return TokenServer.start(
        TokenServer.SETTINGS.withLimits(limits).withTls(certificate.files()).withHttp2(true));
  }

  private static HttpClient client(Version version, TestCertificate certificate) {
    return HttpClient.newBuilder()
        .version(version)
        .sslContext(TestCertificate.trusting(certificate))
        .build();
  }

  private static HttpResponse<InputStream> stream(
      HttpClient client, TokenServer server, Issued token) throws Exception {
    HttpRequest request =
        request(server, token, "/v1/changes").header("Accept", "text/event-stream").build();
    return client.send(request, BodyHandlers.ofInputStream());
  }

  private static HttpRequest.Builder request(TokenServer server, Issued token, String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.http.api.port() + path))
        .header("Authorization", "Bearer " + token.secret().reveal());
  }

  private static void save(TokenServer server, int number) {
    server
        .stores
        .links()
        .save(
            server.stores.accounts().find("ann").orElseThrow().id(),
            LinkDraft.of(LinkUrl.parse("https://a.example/" + number)));
  }
}
