package linkhold.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import linkhold.domain.Patience;
import linkhold.domain.Scope;
import linkhold.domain.TokenStore.Issued;
import linkhold.persistence.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged program with clients that disconnect, and with a database that blocks. */
final class LinkholdReliabilityIT {

  private static final int CLIENTS = 4;
  private static final int DROPPED = 400;
  private static final int PERMITS = 20;

  /** Far fewer than the requests that are dropped, so that each lost one would be noticed. */
  private static final Map<String, String> SMALL_LIMITS =
      Map.of(
          "LINKHOLD_DATABASE_CONNECTIONS", "3",
          "LINKHOLD_MAX_CONNECTIONS", "40",
          "LINKHOLD_MAX_CONCURRENT_REQUESTS", String.valueOf(PERMITS));

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @Test
  void connectionsDroppedInTheMiddleOfRequestsCostNothing() throws Exception {
    try (var database = DATABASES.start();
        var server = serve(database, SMALL_LIMITS);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Set<String> acknowledged = ConcurrentHashMap.newKeySet();
      var ended = new AtomicBoolean();
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        String prefix = "https://example.com/" + i + "/";
        clients.add(
            executor.submit(() -> {
              for (int n = 0; !ended.get(); n++) {
                assertEquals(200, server.save(prefix + n));
                acknowledged.add(prefix + n);
              }
              return null;
            }));
      }
      for (int i = 0; i < DROPPED; i++) {
        drop(server, i);
      }
      ended.set(true);
      for (var client : clients) {
        client.get();
      }
      Patience.await("all permits to be free again", () -> areAllFree(server, PERMITS));
      Set<String> listed = new HashSet<>(server.list());
      long found = acknowledged.stream().filter(listed::contains).count();
      System.out.printf(
          "Dropped %d connections under load: %d saves acknowledged, %d of them found%n",
          DROPPED, acknowledged.size(), found);
      assertTrue(listed.containsAll(acknowledged));
      Patience.await(
          "quiet connections to the database",
          () ->
              TestDatabases.query(
                      database,
                      "select count(*) from pg_stat_activity where application_name = 'linkhold'"
                          + " and state <> 'idle'")
                  .equals(List.of("0")));
    }
  }

  /** Whether exactly as many requests are served as the limit allows. */
  private static boolean areAllFree(RunningLinkhold server, int places) throws Exception {
    String body = "{\"url\": \"https://example.com/after\"}";
    List<Socket> held = new ArrayList<>();
    try {
      for (int i = 0; i < places; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        held.add(socket);
        socket.getOutputStream().write(beginning(body).getBytes(US_ASCII));
      }
      Patience.await(
          "all places to be taken, or one refused",
          () ->
              server.save("https://example.com/one-too-many") == 503
                  || held.stream().anyMatch(LinkholdReliabilityIT::isAnswered));
      boolean served = true;
      for (Socket socket : held) {
        socket.getOutputStream().write(body.getBytes(US_ASCII));
        byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
        served &= new String(status, US_ASCII).equals("HTTP/1.1 200");
      }
      return served;
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
    }
  }

  private static boolean isAnswered(Socket socket) {
    try {
      return socket.getInputStream().available() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A request to save, up to its body. */
  private static String beginning(String body) {
    return "POST /links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n";
  }

  /** Disconnects in the body, before the answer, or in the answer, with a reset or without. */
  private static void drop(RunningLinkhold server, int number) throws IOException {
    String body = "{\"url\": \"https://example.com/dropped/" + number + "\"}";
    String post = beginning(body);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      if (number % 2 == 0) {
        socket.setSoLinger(true, 0); // closing resets
      }
      String sent =
          switch (number % 4) {
            case 0 -> post + body.substring(0, 10);
            case 1 -> post + body;
            case 2 -> post.substring(0, 40);
            default -> "GET /links HTTP/1.1\r\nHost: localhost\r\n\r\n";
          };
      socket.getOutputStream().write(sent.getBytes(US_ASCII));
      if (number % 4 == 3) {
        assertEquals('H', socket.getInputStream().read());
      }
    }
  }

  /**
   * The process ends, so that a service manager starts it again, instead of living on and serving
   * nobody.
   */
  @Test
  void whereNoConnectionCanBeAcceptedAnyMoreTheProcessEnds() throws Exception {
    try (var database = DATABASES.start();
        var server = serve(database, SMALL_LIMITS)) {
      Process limit =
          new ProcessBuilder("prlimit", "--pid", String.valueOf(server.pid()), "--nofile=1:1")
              .inheritIO()
              .start();
      assertEquals(0, limit.waitFor());
      InetAddress host = InetAddress.getLoopbackAddress();
      int port = server.port();
      // How many connections it accepts first depends on whether the file of the next one was
      // opened
      // before it came; from the first that cannot be accepted on, they are refused.
      List<Socket> connections = new ArrayList<>();
      try {
        while (connections.size() < 10) {
          connections.add(new Socket(host, port));
        }
      } catch (SocketException e) {
        System.out.println("Refused after " + connections.size() + " connections");
      }
      assertEquals(1, server.awaitExit(), server::errors);
      for (Socket each : connections) {
        each.close();
      }
      assertTrue(server.errors().contains("connections are no longer accepted"), server::errors);
    }
  }

  @Test
  void aPoolWithoutAFreeConnectionIsReportedSoon() throws Exception {
    Map<String, String> limits = new HashMap<>(SMALL_LIMITS);
    limits.put("LINKHOLD_STATEMENT_TIMEOUT", "3s");
    try (var database = DATABASES.start();
        var server = serve(database, limits);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      assertEquals(200, server.save("https://example.com/before"));
      Map<Integer, Integer> statuses = new TreeMap<>();
      try (Connection other = database.connect()) {
        other.setAutoCommit(false);
        TestDatabases.execute(other, "lock table links, accounts in access exclusive mode");
        List<Future<HttpResponse<String>>> held = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          String path = i % 2 == 0 ? "/v1/links/1" : "/v1/links?limit=" + (i + 1);
          held.add(executor.submit(() -> server.get(path)));
        }
        for (var each : held) {
          HttpResponse<String> answer = each.get();
          statuses.merge(answer.statusCode(), 1, Integer::sum);
          assertEquals(503, answer.statusCode(), answer.body());
          assertTrue(answer.headers().firstValue("Retry-After").isPresent());
          assertTrue(answer.body().contains("\"status\":503"), answer.body());
        }
        assertEquals(200, server.get("/health/live").statusCode());
        assertEquals(503, server.get("/health/ready").statusCode());
        other.rollback();
      }
      Patience.await("readiness", () -> server.get("/health/ready").statusCode() == 200);
      assertEquals(200, server.save("https://example.com/after"));
      assertEquals(
          List.of("https://example.com/before", "https://example.com/after"), server.list());
      System.out.println("Filled the pool with 20 requests: statuses " + statuses + ", then 200");
    }
  }

  @Test
  void aTokenRevokedOnOneServerIsRefusedByAnotherWithinSeconds() throws Exception {
    Map<String, String> tokens = Map.of("LINKHOLD_AUTH", "token");
    try (var database = DATABASES.start();
        var one = serve(database, tokens);
        var other = serve(database, tokens);
        var stores = Database.open(database.settings(), Clock.systemUTC())) {
      stores.accounts().add("ann");
      String admin = stores.tokens().issue("ann", "", Scope.ADMIN, null).secret().reveal();
      Issued phone = stores.tokens().issue("ann", "phone", Scope.WRITE, null);
      String secret = phone.secret().reveal();
      assertEquals(200, one.call(secret, "GET", "/links", "").statusCode());
      assertEquals(200, other.call(secret, "GET", "/links", "").statusCode());
      String path = "/v1/accounts/ann/tokens/" + phone.token().id();
      assertEquals(204, one.call(admin, "DELETE", path, "").statusCode());
      long revoked = System.nanoTime();
      assertEquals(401, one.call(secret, "GET", "/links", "").statusCode());
      Patience.await(
          "the refusal", () -> other.call(secret, "GET", "/links", "").statusCode() == 401);
      System.out.printf(
          "Revoked on one server, refused by another after %d ms%n",
          (System.nanoTime() - revoked) / 1_000_000);
    }
  }

  @Test
  void aServerWithoutMemoryEndsItself() throws Exception {
    try (var database = DATABASES.start();
        var server =
            RunningLinkhold.external(
                DATABASES.top(),
                database,
                Map.of("LINKHOLD_JAVA_OPTIONS", "-XX:AOTMode=off -Xms8m -Xmx8m"))) {
      assertEquals(3, server.awaitExit());
      String told = server.output() + server.errors();
      assertTrue(told.contains("OutOfMemoryError"), told);
    }
  }

  private static RunningLinkhold serve(TestDatabase database, Map<String, String> settings) {
    RunningLinkhold server = RunningLinkhold.external(DATABASES.top(), database, settings);
    server.awaitReady();
    return server;
  }
}
