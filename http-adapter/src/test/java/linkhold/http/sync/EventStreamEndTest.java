package linkhold.http.sync;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static linkhold.http.call.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import linkhold.domain.Patience;
import linkhold.domain.Scope;
import linkhold.domain.Stores;
import linkhold.domain.TokenStore.Issued;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.HttpLimits;
import linkhold.http.HttpSettings;
import linkhold.http.StoresWithHooks;
import linkhold.http.TestServer;
import linkhold.http.TokenServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.Test;

/**
 * Streams of events end with the token, the account or the server, each time like a complete
 * answer.
 */
class EventStreamEndTest {

  @Test
  void aStreamEndsWhenItsTokenIsRevokedThroughThisServer() {
    try (TokenServer server = TokenServer.start()) {
      String admin = server.secret("bob", Scope.ADMIN);
      Issued revoked = server.issue("ann", Scope.READ);
      Issued kept = server.issue("ann", Scope.READ);
      try (EventReader ending = stream(server, revoked);
          EventReader going = stream(server, kept)) {
        ending.next("synced");
        going.next("synced");
        String token = "/v1/accounts/ann/tokens/" + revoked.token().id();
        assertEquals(204, server.call(admin, "DELETE", token).statusCode());
        server.post(server.secret("ann", Scope.WRITE), "/v1/links", "{\"url\":\"a.example\"}");
        ending.assertEnds(); // without having sent the change
        going.next("change");
      }
    }
  }

  @Test
  void aStreamEndsWhenItsTokenIsRevokedElsewhere() {
    try (TokenServer server = TokenServer.start()) {
      Issued issued = server.issue("ann", Scope.READ);
      try (EventReader events = stream(server, issued)) {
        events.next("synced");
        server.stores.tokens().revoke("ann", issued.token().id());
        events.assertEnds();
      }
    }
  }

  @Test
  void aStreamEndsWhenItsTokenExpires() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    InstantSource source = now::get;
    Clock clock = source.withZone(ZoneOffset.UTC);
    InMemoryStore store = TokenServer.storeOfTwo();
    try (TokenServer server =
        TokenServer.start(TokenServer.SETTINGS, store, store.tokens(), clock)) {
      Issued issued = store.tokens().issue("ann", "", Scope.READ, now.get().plusSeconds(3600));
      try (EventReader events = stream(server, issued)) {
        events.next("synced");
        now.set(now.get().plusSeconds(3600));
        events.assertEnds();
      }
    }
  }

  @Test
  void aStreamEndsWhenItsAccountIsRemoved() {
    try (TokenServer server = TokenServer.start();
        EventReader events = stream(server, server.issue("ann", Scope.READ))) {
      events.next("synced");
      server.stores.accounts().remove("ann");
      events.assertEnds();
    }
  }

  @Test
  void aStreamWithoutATokenEndsWhenItsAccountIsRemoved() {
    InMemoryStore store = new InMemoryStore(Clock.systemUTC());
    try (TestServer server = TestServer.start(store);
        EventReader events = stream(server)) {
      events.next("synced");
      store.accounts().remove("default");
      events.assertEnds();
    }
  }

  /** A client that reconnects during the delay may reach this server again. */
  @Test
  void aClosingServerEndsStreamsAfterTheDrainDelay() throws Exception {
    HttpLimits limits =
        HttpLimits.builder()
            .drainDelay(Duration.ofHours(1))
            .drainTimeout(Duration.ofHours(1))
            .build();
    InMemoryStore store = new InMemoryStore(Clock.systemUTC());
    HttpSettings settings = new HttpSettings("127.0.0.1", 0).withLimits(limits);
    try (TestServer server = TestServer.start(settings, store);
        EventReader one = stream(server)) {
      one.next("synced");
      Thread closing = Thread.ofPlatform().start(server.api::close);
      Patience.await("the drain", () -> server.get("/health/ready").statusCode() != 200);
      try (EventReader other = stream(server)) {
        other.next("synced");
        closing.interrupt(); // so that the delay ends now
        one.assertEnds();
        other.assertEnds();
      }
      assertTrue(closing.join(Patience.of(Duration.ofSeconds(30))));
      assertThrows(ConnectException.class, server::connect);
    }
  }

  @Test
  void aListenerThatDoesNotReadIsDroppedAndNothingIsKeptForIt() throws Exception {
    HttpLimits limits =
        HttpLimits.builder()
            .eventStreams(1)
            .writeTimeout(Duration.ofMillis(400))
            .minBytesPerSecond(1 << 20)
            .build();
    InMemoryStore store = new InMemoryStore(Clock.systemUTC());
    HttpSettings settings = new HttpSettings("127.0.0.1", 0).withLimits(limits);
    try (TestServer server = TestServer.start(settings, store)) {
      saveMoreThanSocketsHold(server);
      try (Socket _ = deafListener(server)) {
        assertProblem(ProblemType.UNAVAILABLE, server.send(request(server)));
        try (EventReader events = EventReader.await(server, request(server))) {
          events.next("change");
        }
      }
    }
  }

  @Test
  void listenersThatDoNotReadDelayNoOther() throws Exception {
    HttpLimits limits =
        HttpLimits.builder()
            .eventStreams(2 * EventStreams.PAGES_IN_MEMORY)
            .writeTimeout(Duration.ofHours(1))
            .build();
    AtomicInteger reads = new AtomicInteger();
    Stores stores =
        new StoresWithHooks(new InMemoryStore(Clock.systemUTC()), () -> {}, reads::incrementAndGet);
    HttpSettings settings = new HttpSettings("127.0.0.1", 0).withLimits(limits);
    List<Socket> deaf = new ArrayList<>();
    try (TestServer server = TestServer.start(settings, stores)) {
      saveMoreThanSocketsHold(server);
      for (int i = 0; i < EventStreams.PAGES_IN_MEMORY; i++) {
        deaf.add(deafListener(server));
      }
      Patience.await("the reads", () -> reads.get() >= EventStreams.PAGES_IN_MEMORY);
      try (EventReader events = stream(server)) {
        for (int i = 1; i <= 200; i++) {
          assertEquals(i, events.next("change").json().get("id").asInt());
        }
        events.next("synced");
      }
      for (Socket listener : deaf) {
        listener.close();
      }
    }
  }

  private static void saveMoreThanSocketsHold(TestServer server) {
    String note = "a".repeat(60_000);
    for (int i = 0; i < 200; i++) {
      server.post("/v1/links", "{\"url\":\"a.example/%d\",\"note\":\"%s\"}".formatted(i, note));
    }
  }

  /** A client that reads only the beginning of a stream. */
  private static Socket deafListener(TestServer server) throws IOException {
    Socket deaf = server.connect();
    deaf.setReceiveBufferSize(1024);
    deaf.getOutputStream()
        .write(
            "GET /v1/changes HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                .getBytes(US_ASCII));
    assertEquals('H', deaf.getInputStream().read());
    return deaf;
  }

  private static EventReader stream(TokenServer server, Issued token) {
    return new EventReader(
        server.http.send(
            request(server.http).header("Authorization", "Bearer " + token.secret().reveal()),
            BodyHandlers.ofInputStream()));
  }

  private static EventReader stream(TestServer server) {
    return new EventReader(server.send(request(server), BodyHandlers.ofInputStream()));
  }

  private static HttpRequest.Builder request(TestServer server) {
    return server.request("/v1/changes").header("Accept", "text/event-stream");
  }
}
