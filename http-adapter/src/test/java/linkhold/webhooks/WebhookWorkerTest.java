package linkhold.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import linkhold.domain.Patience;
import linkhold.domain.Webhook;
import linkhold.domain.WebhookStore;
import linkhold.domain.memory.InMemoryStore;
import linkhold.outgoing.AllowedTargets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Receivers get everything, in order and signed, whatever happens to them and the servers. */
final class WebhookWorkerTest {

  private static final AllowedTargets LOOPBACK = new AllowedTargets(List.of("127.0.0.1"));

  private record Received(String id, String time, String signature, String body) {}

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final InMemoryStore store = new InMemoryStore(clock);
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger status = new AtomicInteger(204);
  private final AtomicInteger requests = new AtomicInteger();
  private volatile CountDownLatch hold = new CountDownLatch(0);
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
    receiver.stop(0);
    store.close();
  }

  private void receive(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    try {
      boolean _ = hold.await(Patience.seconds(60), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    int answer = status.get();
    if (answer == 204) {
      received.add(
          new Received(
              header(exchange, "webhook-id"),
              header(exchange, "webhook-timestamp"),
              header(exchange, "webhook-signature"),
              body));
    }
    exchange.getResponseHeaders().set("Location", "http://127.0.0.1/elsewhere");
    exchange.sendResponseHeaders(answer, -1);
    exchange.close();
  }

  private static String header(HttpExchange exchange, String name) {
    return Objects.requireNonNull(exchange.getRequestHeaders().getFirst(name), name);
  }

  @Test
  void aDeliveryIsSignedAndNamesTheAccountsVersion() throws Exception {
    String secret = Webhook.newSecret();
    store.webhooks().add(url("/hook"), secret);
    AccountId ann = account("ann");
    save(ann, 1);
    try (var _ = worker()) {
      Patience.await("a delivery", () -> !received.isEmpty());
    }
    Received first = received.getFirst();
    JsonNode body = new ObjectMapper().readTree(first.body());
    assertEquals("accounts.changed", body.get("type").asText());
    JsonNode account = body.get("data").get("accounts").get(0);
    assertEquals("ann", account.get("name").asText());
    assertEquals(store.links().version(ann).revision(), account.get("revision").asLong());
    String head = first.id() + "." + first.time() + ".";
    assertEquals(
        "v1," + WebhookSender.signature(Webhook.key(secret), head, first.body().getBytes(UTF_8)),
        first.signature());
  }

  @Test
  void theSignatureIsThatOfTheStandard() {
    // The example of Standard Webhooks' libraries.
    byte[] key = Webhook.key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    String head = "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.";
    assertEquals(
        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSender.signature(key, head, "{\"test\": 2432232314}".getBytes(UTF_8)));
  }

  @Test
  void aReceiverThatWasAwayGetsAllInOrder() {
    store.webhooks().add(url("/hook"), Webhook.newSecret());
    status.set(503);
    List<AccountId> accounts = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      accounts.add(account("account-" + i));
    }
    try (var _ = worker()) {
      accounts.forEach(account -> save(account, 1));
      for (int failures = 1; failures <= 30; failures++) {
        int expected = failures;
        Patience.await("a failure", () -> failures() == expected);
        now.set(now.get().plus(Webhook.pauseAfter(failures)));
      }
      accounts.forEach(account -> save(account, 2));
      status.set(204);
      Patience.await("everything", () -> receivedRevisions().equals(versions(accounts)));
      Patience.await("a webhook that works", () -> failures() == 0);
    }
    assertInOrder();
  }

  @Test
  void whatAServerWasSendingWhenItEndedIsSentByAnotherAtOnce() throws IOException {
    store.webhooks().add(url("/hook"), Webhook.newSecret());
    AccountId ann = account("ann");
    hold = new CountDownLatch(1);
    try (var _ = worker()) {
      save(ann, 1);
      Patience.await("a request", () -> requests.get() == 1);
    }
    hold.countDown();
    try (var _ = worker()) {
      Patience.await("a second request", () -> requests.get() == 2);
      Patience.await("success", () -> store.webhooks().list().getFirst().deliveredAt() != null);
    }
    assertEquals(versions(List.of(ann)), receivedRevisions());
  }

  @Test
  void whatAServerTakesWhileItEndsIsSentByAnotherAtOnce() throws Exception {
    store.webhooks().add(url("/hook"), Webhook.newSecret());
    AccountId ann = account("ann");
    var slow = new SlowWebhooks(store.webhooks());
    var ending = new WebhookWorker(slow, new WebhookSender(LOOPBACK, clock), _ -> {});
    save(ann, 1);
    slow.awaitTaken();
    Thread closing = Thread.ofPlatform().start(ending::close);
    Patience.await("the end", () -> closing.getState() == Thread.State.TIMED_WAITING);
    slow.answer();
    closing.join();
    try (var _ = worker()) {
      Patience.await("success", () -> store.webhooks().list().getFirst().deliveredAt() != null);
    }
    assertEquals(versions(List.of(ann)), receivedRevisions());
  }

  /** A store of webhooks that has taken a delivery, and returns it when the test allows it. */
  private record SlowWebhooks(WebhookStore store, CountDownLatch taken, CountDownLatch answered)
      implements WebhookStore {

    SlowWebhooks(WebhookStore store) {
      this(store, new CountDownLatch(1), new CountDownLatch(1));
    }

    void awaitTaken() {
      Patience.await("a delivery", () -> taken.getCount() == 0);
    }

    void answer() {
      answered.countDown();
    }

    @Override
    public List<Delivery> take(int limit) {
      List<Delivery> deliveries = store.take(limit);
      if (!deliveries.isEmpty()) {
        taken.countDown();
        try {
          answered.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return deliveries;
    }

    @Override
    public Webhook add(String url, String secret) {
      return store.add(url, secret);
    }

    @Override
    public List<Webhook> list() {
      return store.list();
    }

    @Override
    public void remove(long id) {
      store.remove(id);
    }

    @Override
    public void finish(Delivery delivery, Optional<String> error) {
      store.finish(delivery, error);
    }

    @Override
    public void release(Delivery delivery) {
      store.release(delivery);
    }
  }

  @Test
  void twoServersDoNotSendOneDeliveryTwice() {
    store.webhooks().add(url("/hook"), Webhook.newSecret());
    List<AccountId> accounts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      accounts.add(account("account-" + i));
    }
    try (var _ = worker();
        var _ = worker()) {
      accounts.forEach(account -> save(account, 1));
      Patience.await("everything", () -> receivedRevisions().equals(versions(accounts)));
    }
    assertEquals(
        received.size(), received.stream().map(Received::id).distinct().count(), "each id once");
    assertInOrder();
  }

  @Test
  void aRedirectIsAFailureAndNotFollowed() {
    store.webhooks().add(url("/hook"), Webhook.newSecret());
    status.set(302);
    try (var _ = worker()) {
      save(account("ann"), 1);
      Patience.await("a failure", () -> failures() >= 1);
    }
    assertEquals(
        "The receiver answered with status 302.", store.webhooks().list().getFirst().lastError());
  }

  @Test
  void privateAddressesAreNotConnectedTo() {
    store.webhooks().add(url("/hook"), Webhook.newSecret());
    try (var _ =
        new WebhookWorker(
            store.webhooks(), new WebhookSender(new AllowedTargets(List.of()), clock), _ -> {})) {
      save(account("ann"), 1);
      Patience.await("a failure", () -> failures() >= 1);
    }
    assertEquals(0, requests.get());
    try (var sender = new WebhookSender(new AllowedTargets(List.of()), clock)) {
      assertFalse(sender.canReach(LinkUrl.parse(url("/"))));
      assertFalse(sender.canReach(LinkUrl.parse("http://10.1.2.3/hook")));
      assertFalse(sender.canReach(LinkUrl.parse("http://[::1]/hook")));
    }
    try (var sender = new WebhookSender(LOOPBACK, clock)) {
      assertTrue(sender.canReach(LinkUrl.parse(url("/"))));
    }
  }

  private WebhookWorker worker() {
    return new WebhookWorker(store.webhooks(), new WebhookSender(LOOPBACK, clock), _ -> {});
  }

  private String url(String path) {
    return "http://127.0.0.1:" + receiver.getAddress().getPort() + path;
  }

  private AccountId account(String name) {
    return store.accounts().add(name).id();
  }

  private void save(AccountId account, int number) {
    store.links().save(account, LinkDraft.of(LinkUrl.parse("https://a.example/" + number)));
  }

  private int failures() {
    return store.webhooks().list().getFirst().failures();
  }

  private Map<String, Long> versions(List<AccountId> accounts) {
    Map<String, Long> versions = new HashMap<>();
    for (AccountId account : accounts) {
      versions.put(
          store.accounts().find(account).orElseThrow().name(),
          store.links().version(account).revision());
    }
    return versions;
  }

  /** The last revision of each account that was received. */
  private Map<String, Long> receivedRevisions() throws IOException {
    Map<String, Long> revisions = new HashMap<>();
    for (Received each : received) {
      for (JsonNode account : accountsOf(each)) {
        revisions.put(account.get("name").asText(), account.get("revision").asLong());
      }
    }
    return revisions;
  }

  private static JsonNode accountsOf(Received delivery) throws IOException {
    return new ObjectMapper().readTree(delivery.body()).get("data").get("accounts");
  }

  private void assertInOrder() {
    Map<String, Long> last = new HashMap<>();
    for (Received each : received) {
      try {
        for (JsonNode account : accountsOf(each)) {
          long revision = account.get("revision").asLong();
          Long before = last.put(account.get("name").asText(), revision);
          assertTrue(before == null || before <= revision, account.toString());
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
