package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import linkhold.domain.Patience;
import linkhold.domain.Scope;
import linkhold.persistence.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Webhooks of several servers, each a process of its own, on one PostgreSQL. */
final class LinkholdWebhooksIT {

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  private static final Map<String, String> SETTINGS =
      Map.of("LINKHOLD_AUTH", "token", "LINKHOLD_WEBHOOKS_ALLOW", "127.0.0.1");
  private static final int ACCOUNTS = 120; // more than a delivery holds

  /** Bodies of deliveries that were answered, in their order. */
  private final List<JsonNode> received = new CopyOnWriteArrayList<>();

  private final AtomicInteger unanswered = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile boolean answering = true;
  private HttpServer receiver;

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.createContext("/", this::receive);
    receiver.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    receiver.stop(0);
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
      if (answering) {
        received.add(body);
        exchange.sendResponseHeaders(204, -1);
      } else {
        unanswered.incrementAndGet();
        end.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void everyChangeArrivesInOrderThoughAServerIsKilledInMidDeliveryAndTwoDeliver() throws Exception {
    Map<String, String> accounts = new LinkedHashMap<>();
    try (var database = DATABASES.start();
        var first = serve(database)) {
      String admin = addAccounts(database, accounts);
      String hook = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
      assertEquals(
          201,
          first.call(admin, "POST", "/v1/webhooks", "{\"url\": \"" + hook + "\"}").statusCode());
      save(accounts, "1", first);
      awaitRevision(1, accounts);

      answering = false;
      save(accounts, "2", first);
      Patience.await("a delivery that is not answered", () -> unanswered.get() > 0);
      first.kill();
      answering = true;
      TestDatabases.execute(database, "update webhooks set due_at = created_at"); // a minute later

      try (var second = serve(database)) {
        awaitRevision(2, accounts);
        try (var third = serve(database)) {
          save(accounts, "3", second, third);
          save(accounts, "4", third, second);
          awaitRevision(4, accounts);
        }
      }
    }
    assertNoRevisionGoesBack();
  }

  private static RunningLinkhold serve(TestDatabase database) {
    RunningLinkhold server = RunningLinkhold.external(DATABASES.top(), database, SETTINGS);
    server.awaitReady();
    return server;
  }

  /**
   * Puts the names of new accounts into {@code accounts}, each with a token, and gives one for all.
   */
  private static String addAccounts(TestDatabase database, Map<String, String> accounts) {
    try (var stores = Database.open(database.settings(), Clock.systemUTC())) {
      for (int i = 0; i < ACCOUNTS; i++) {
        String name = "account-" + i;
        stores.accounts().add(name);
        accounts.put(name, stores.tokens().issue(name, "", Scope.WRITE, null).secret().reveal());
      }
      return stores.tokens().issue("account-0", "", Scope.ADMIN, null).secret().reveal();
    }
  }

  /** Saves a link in every account, by one server after the other. */
  private static void save(Map<String, String> accounts, String path, RunningLinkhold... servers)
      throws Exception {
    String body = "{\"url\": \"https://example.com/" + path + "\"}";
    int number = 0;
    for (String token : accounts.values()) {
      RunningLinkhold server = servers[number++ % servers.length];
      assertEquals(201, server.call(token, "POST", "/v1/links", body).statusCode());
    }
  }

  private void awaitRevision(long revision, Map<String, String> accounts) {
    Map<String, Long> expected = new HashMap<>();
    accounts.keySet().forEach(name -> expected.put(name, revision));
    Patience.await("revision " + revision + " of each", () -> receivedRevisions().equals(expected));
  }

  /** The last revision of each account that was received. */
  private Map<String, Long> receivedRevisions() {
    Map<String, Long> revisions = new HashMap<>();
    received.forEach(body ->
        accountsOf(body)
            .forEach(account ->
                revisions.put(account.get("name").asText(), account.get("revision").asLong())));
    return revisions;
  }

  private void assertNoRevisionGoesBack() {
    Map<String, Long> last = new HashMap<>();
    for (JsonNode body : received) {
      for (JsonNode account : accountsOf(body)) {
        long revision = account.get("revision").asLong();
        Long before = last.put(account.get("name").asText(), revision);
        assertTrue(before == null || before <= revision, account::toString);
      }
    }
  }

  private static JsonNode accountsOf(JsonNode body) {
    return body.get("data").get("accounts");
  }
}
