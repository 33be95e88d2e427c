package linkhold.app.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import linkhold.app.LogFormatter;
import linkhold.domain.Patience;
import linkhold.domain.Scope;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.Authentication;
import linkhold.http.HttpApi;
import linkhold.http.HttpSettings;
import linkhold.http.call.Monitor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestLogTest {

  /** In every URL, query, title and header that the test sends. */
  private static final String SECRET = "s3cr3t";

  private static final Logger OWN = Logger.getLogger("linkhold");

  private final InMemoryStore store = new InMemoryStore(Clock.systemUTC());
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Handler handler =
      new Handler() {
        private final Formatter formatter = new LogFormatter();

        @Override
        public void publish(LogRecord event) {
          lines.add(formatter.format(event));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void readTheLog() {
    OWN.addHandler(handler);
    OWN.setUseParentHandlers(false);
    OWN.setLevel(Level.ALL);
  }

  @AfterEach
  void stopReading() {
    OWN.removeHandler(handler);
    OWN.setUseParentHandlers(true);
    OWN.setLevel(null);
  }

  @Test
  void aRequestIsALineWithItsRouteAndWithoutAnythingOfItsClient() throws Exception {
    store.accounts().add("ann");
    String token = store.tokens().issue("ann", SECRET, Scope.ADMIN, null).secret().reveal();
    try (HttpApi server = server(new RequestLog(true, Duration.ofNanos(1)))) {
      Caller caller = new Caller(server.port(), token);
      caller.call(
          "POST", "/v1/links", "{\"url\":\"https://s3cr3t.example/\",\"title\":\"s3cr3t\"}");
      String line = await("route=/v1/links ");
      assertTrue(
          line.matches(
              ".* INFO Request method=POST route=/v1/links status=201 ms=[0-9.]+ bytes=[1-9][0-9]*"
                  + " account=1 request=[0-9a-f]{16}\\R"),
          line);
      // The token is remembered by now, so the update is the only call of the store.
      caller.call("PATCH", "/v1/links/1", "{\"title\":\"s3cr3t again\"}");
      assertTrue(
          await("Slow request method=PATCH").contains(" slowest_call=link.update "),
          lines::toString);
      caller.call("GET", "/v1/links?q=s3cr3t&tag=s3cr3t", "");
      caller.call("GET", "/v1/links/lookup?url=https://s3cr3t.example/", "");
      caller.call("GET", "/s3cr3t?s3cr3t", "");
      caller.call("PATCH", "/v1/tags/s3cr3t", "{\"name\":\"s3cr3t\"}");
      caller.call("POST", "/v1/links", "{\"url\":\"s3cr3t:\",\"s3cr3t\":1}");
      caller.call("POST", "/v1/import", "s3cr3t");
      caller.call("POST", "/v1/accounts/ann/tokens", "{\"label\":\"s3cr3t\",\"scope\":\"read\"}");
      caller.call("DELETE", "/v1/accounts/ann/tokens/2", "");
      new Caller(server.port(), "lh_s3cr3t").call("GET", "/v1/links", "");
      caller.call("S3CR3T", "/v1/links", "");
      caller.call("DELETE", "/v1/accounts/ann", "");
      assertTrue(await("Token issued").contains(" account=1 token=2 scope=read by=1 request="));
      assertTrue(await("Token revoked").contains(" account=1 token=2 by=1 request="));
      assertTrue(await("A token was shown that is not valid").contains(" request="));
      assertTrue(await("Account removed").contains(" account=1 by=1 request="));
      await("method=DELETE route=/v1/accounts/{name} ");
    }
    assertTrue(lines.size() > 20, lines.toString());
    assertFalse(lines.toString().toLowerCase(Locale.ROOT).contains(SECRET));
    assertFalse(lines.toString().contains(token));
  }

  @Test
  void whoSignsInAndOutAndWhatIsRevokedIsALineEachWithoutASecret() throws Exception {
    store.accounts().add("ann");
    String token = store.tokens().issue("ann", SECRET, Scope.ADMIN, null).secret().reveal();
    String phone = store.tokens().issue("ann", SECRET, Scope.READ, null).secret().reveal();
    List<String> secrets = new ArrayList<>(List.of(SECRET, token, phone));
    try (HttpApi server = server(new RequestLog(false, Duration.ZERO))) {
      Caller caller = new Caller(server.port(), token);
      String page = code(caller, secrets);
      String app = code(caller, secrets);
      String session =
          new Caller(server.port(), "")
              .call("POST", "/v1/session", "{\"code\":\"" + page + "\",\"label\":\"s3cr3t\"}")
              .headers()
              .firstValue("Set-Cookie")
              .orElseThrow()
              .split(";", 2)[0];
      secrets.add(session.split("=", 2)[1]);
      new Caller(server.port(), "")
          .call("POST", "/v1/tokens/redeem", "{\"code\":\"" + app + "\",\"label\":\"s3cr3t\"}");
      caller.call("DELETE", "/v1/account/devices/2", "");
      HttpRequest end =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/session"))
              .header("Origin", "http://127.0.0.1:" + server.port())
              .header("Cookie", session)
              .DELETE()
              .build();
      assertEquals(204, send(end).statusCode());
      caller.call("DELETE", "/v1/token", "");
      String line = await("Sign-in code issued");
      assertTrue(line.contains(" INFO Sign-in code issued account=1 scope=read by=1 request="));
      assertTrue(await("Signed in").contains(" INFO Signed in account=1 session=3 request="));
      assertTrue(
          await("Token issued for a code")
              .contains(" INFO Token issued for a code account=1 token=4 request="));
      assertTrue(
          await("Token revoked").contains(" INFO Token revoked account=1 token=2 by=1 request="));
      assertTrue(await("Signed out").contains(" INFO Signed out account=1 token=3 by=3 request="));
      await("Signed out account=1 token=1 by=1 request=");
    }
    for (String secret : secrets) {
      assertFalse(lines.toString().contains(secret), lines::toString);
    }
  }

  /** A code that lets a device sign in; it is a secret too. */
  private static String code(Caller caller, List<String> secrets) throws Exception {
    String made =
        caller.call("POST", "/v1/accounts/ann/sign-in-codes", "{\"scope\":\"read\"}").body();
    String code = made.replaceFirst("(?s).*\"code\":\"([^\"]+)\".*", "$1");
    assertTrue(code.matches("[A-Za-z0-9_-]{22}"), made);
    secrets.add(code);
    return code;
  }

  @Test
  void aRequestKeepsTheIdAndTheTraceThatItCameWith() throws Exception {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    try (HttpApi server = server(new RequestLog(true, Duration.ZERO))) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/health/live"))
              .header("X-Request-Id", "from-the-proxy")
              .header("traceparent", trace)
              .build();
      HttpResponse<String> response = send(request);
      assertEquals("from-the-proxy", response.headers().firstValue("X-Request-Id").orElseThrow());
      String line = await("route=/health/live ");
      assertTrue(line.contains(" request=from-the-proxy trace=" + trace), line);
    }
  }

  @Test
  void nothingIsLoggedOfRequestsUnlessWanted() throws Exception {
    try (HttpApi server = server(new RequestLog(false, Duration.ofMinutes(5)))) {
      new Caller(server.port(), "").call("GET", "/health/live", "");
    }
    assertTrue(lines.isEmpty(), lines.toString());
  }

  /** Removes and returns nothing: the line stays among those that are checked at the end. */
  private String await(String part) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.seconds(60));
    while (System.nanoTime() < end) {
      for (String line : lines) {
        if (line.contains(part)) {
          return line;
        }
      }
      Thread.sleep(10);
    }
    throw new AssertionError("No line with " + part + " in " + lines);
  }

  private HttpApi server(Monitor monitor) {
    return new HttpApi(
        new HttpSettings("127.0.0.1", 0).withAuthentication(Authentication.TOKEN),
        new WatchedStores(store, List.of((name, nanos, _, _) -> HttpApi.noteCall(name, nanos))),
        Clock.systemUTC(),
        monitor);
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  private record Caller(int port, String token) {

    HttpResponse<String> call(String method, String path, String body)
        throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .method(method, BodyPublishers.ofString(body));
      request.header("Content-Type", "application/json");
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      return send(request.build());
    }
  }
}
