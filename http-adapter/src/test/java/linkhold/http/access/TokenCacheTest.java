package linkhold.http.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import linkhold.domain.Patience;
import linkhold.domain.Scope;
import linkhold.domain.SignInCode;
import linkhold.domain.Token;
import linkhold.domain.TokenDigest;
import linkhold.domain.TokenDraft;
import linkhold.domain.TokenSecret;
import linkhold.domain.TokenStore;
import linkhold.domain.TokenStore.Issued;
import linkhold.domain.UnavailableException;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.TokenServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenCacheTest {

  private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

  private final InMemoryStore store = TokenServer.storeOfTwo();
  private final AtomicInteger reads = new AtomicInteger();
  private final BlockingQueue<Instant> uses = new LinkedBlockingQueue<>();
  private final AtomicLong nanos = new AtomicLong();
  private volatile boolean away;
  private volatile Instant now = NOW;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final TokenCache cache = new TokenCache(counted(), clock, nanos::get);
  private final Issued issued = store.tokens().issue("ann", "", Scope.READ, null);
  private final TokenDigest digest = issued.secret().digest();

  @AfterEach
  void close() {
    cache.close();
  }

  @Test
  void aTokenInUseIsReadOnce() {
    for (int i = 0; i < 100; i++) {
      assertNotNull(cache.find(digest));
    }
    assertEquals(1, reads.get());
  }

  @Test
  void whatWasReadIsForgottenAfterFiveSeconds() {
    assertNotNull(cache.find(digest));
    store.tokens().revoke("ann", issued.token().id());
    pass(Duration.ofSeconds(5));
    assertNull(cache.known(digest));
    assertNull(cache.find(digest));
  }

  @Test
  void aTokenInUseIsReadAgainInTheBackground() {
    assertNotNull(cache.find(digest));
    store.tokens().revoke("ann", issued.token().id());
    pass(Duration.ofMillis(2_500));
    cache.known(digest);
    Patience.await("the second read", () -> cache.known(digest) == null);
    assertEquals(2, reads.get());
  }

  @Test
  void whatTookTooLongToReadIsTooOld() {
    TokenStore slow =
        new Tokens(
            asked -> {
              pass(Duration.ofSeconds(5));
              return store.tokens().find(asked);
            },
            _ -> {});
    try (TokenCache other = new TokenCache(slow, clock, nanos::get)) {
      assertThrows(UnavailableException.class, () -> other.find(digest));
    }
  }

  @Test
  void aRevocationHereCountsAtOnceAlsoForWhatIsBeingRead() {
    assertNotNull(cache.find(digest));
    cache.endToken(issued.token().id());
    assertNull(cache.known(digest));
    assertNull(cache.find(digest), "the store still has it, as a read before the revocation would");
  }

  @Test
  void theEndOfAnAccountCountsAtOnce() {
    assertNotNull(cache.find(digest));
    cache.endAccount(issued.token().account().id());
    assertNull(cache.find(digest));
    assertNotNull(cache.find(store.tokens().issue("bob", "", Scope.READ, null).secret().digest()));
  }

  @Test
  void anUnknownTokenIsHeldUnknownForASecond() {
    TokenDigest unknown = TokenSecret.of("lh_unknown").digest();
    assertNull(cache.find(unknown));
    assertNull(cache.find(unknown));
    assertEquals(1, reads.get());
    pass(Duration.ofSeconds(1));
    assertNull(cache.find(unknown));
    assertEquals(2, reads.get());
  }

  @Test
  void withoutTheStoreWhatWasReadHoldsAsLongAsItMayAndNoLonger() {
    assertNotNull(cache.find(digest));
    away = true;
    pass(Duration.ofMillis(2_500));
    assertNotNull(cache.known(digest));
    Patience.await("the second read", () -> reads.get() == 2);
    pass(Duration.ofMillis(2_400));
    assertNotNull(cache.find(digest));
    pass(Duration.ofMillis(100));
    assertThrows(UnavailableException.class, () -> cache.find(digest));
    away = false;
    assertNotNull(cache.find(digest));
  }

  @Test
  void aUseIsNotedOnceAMinute() throws InterruptedException {
    assertNotNull(cache.find(digest));
    for (int i = 0; i < 10; i++) {
      cache.noteUse(digest, issued.token());
    }
    assertEquals(NOW, uses.poll(Patience.seconds(20), TimeUnit.SECONDS));
    now = NOW.plusSeconds(60);
    Patience.await(
        "another use",
        () -> {
          cache.noteUse(digest, issued.token()); // not while another one is being noted
          return !uses.isEmpty();
        });
    assertEquals(NOW.plusSeconds(60), uses.poll());
    assertNull(uses.poll());
  }

  @Test
  void closingWaitsForWhatRunsInTheBackground() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    TokenStore slow =
        new Tokens(
            store.tokens()::find,
            _ -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                ended.countDown();
              }
            });
    TokenCache other = new TokenCache(slow, clock, nanos::get);
    other.find(digest);
    other.noteUse(digest, issued.token());
    begun.await();
    other.close();
    assertEquals(0, ended.getCount());
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private TokenStore counted() {
    return new Tokens(
        asked -> {
          reads.incrementAndGet();
          if (away) {
            throw new UnavailableException("away", new IllegalStateException());
          }
          return store.tokens().find(asked);
        },
        uses::add);
  }

  /** A store that has tokens and records their use, and nothing else. */
  private record Tokens(Function<TokenDigest, Optional<Token>> finding, Consumer<Instant> noting)
      implements TokenStore {

    @Override
    public Issued issue(String accountName, TokenDraft draft) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SignInCode issueCode(String accountName, Scope scope) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Issued> redeem(TokenDigest code, Token.Kind kind, String label) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Token> find(TokenDigest digest) {
      return finding.apply(digest);
    }

    @Override
    public Set<Long> existing(Set<Long> ids) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Token> list(String accountName) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void revoke(String accountName, long id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void noteUse(long id, Instant time) {
      noting.accept(time);
    }
  }
}
