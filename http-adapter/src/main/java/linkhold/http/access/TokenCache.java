package linkhold.http.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import linkhold.domain.AccountId;
import linkhold.domain.Token;
import linkhold.domain.TokenDigest;
import linkhold.domain.TokenStore;
import linkhold.domain.UnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the tokens in use, so that a request needs no query. An entry was read at most {@link
 * #MAX_AGE} ago; tokens in use are read again in the background long before. A token that is
 * revoked through this server is invalid here at once. Safe for concurrent use.
 */
public final class TokenCache implements AutoCloseable {

  /** For how long a token that was revoked on another instance may still work here. */
  public static final Duration MAX_AGE = Duration.ofSeconds(5);

  private static final Duration REFRESH_AGE = Duration.ofSeconds(2);

  /** For how long the absence of a token is cached. */
  private static final Duration MAX_AGE_OF_UNKNOWN = Duration.ofSeconds(1);

  private static final Duration USE_INTERVAL = Duration.ofMinutes(1);
  private static final int MAX_TOKENS = 50_000;

  /** Few, so that requests do not wait for the store's connections. */
  private static final int CONCURRENT_NOTES = 2;

  private static final Logger LOG = System.getLogger(TokenCache.class.getName());

  private final TokenStore tokens;
  private final Clock clock;
  private final Ticker ticker;
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore notes = new Semaphore(CONCURRENT_NOTES);
  private final LoadingCache<TokenDigest, Entry> entries;
  private final Cache<Long, Boolean> endedTokens;
  private final Cache<AccountId, Boolean> endedAccounts;

  /** Accounts that were blocked (true) or unblocked (false) through this server. */
  private final Cache<AccountId, Boolean> blocked;

  public TokenCache(TokenStore tokens, Clock clock, Ticker ticker) {
    this.tokens = tokens;
    this.clock = clock;
    this.ticker = ticker;
    this.entries =
        Caffeine.newBuilder()
            .maximumSize(MAX_TOKENS)
            .expireAfter(Expiry.writing((TokenDigest _, Entry entry) -> remaining(entry)))
            .refreshAfterWrite(REFRESH_AGE)
            .ticker(ticker)
            .executor(background)
            .build(new Loader());
    this.endedTokens = endings(ticker);
    this.endedAccounts = endings(ticker);
    this.blocked = endings(ticker);
  }

  /** A cache whose entries outlast every token that was read before them. */
  private static <K> Cache<K, Boolean> endings(Ticker ticker) {
    return Caffeine.newBuilder()
        .expireAfterWrite(MAX_AGE.multipliedBy(2))
        .ticker(ticker)
        .executor(Runnable::run)
        .build();
  }

  /** The token of this digest if it is cached; null otherwise. */
  @Nullable Token known(TokenDigest digest) {
    Entry entry = entries.getIfPresent(digest);
    return entry == null ? null : valid(entry);
  }

  /**
   * The token of this digest; null when there is none or it has expired.
   *
   * @throws UnavailableException when it is not cached and the store cannot answer, or takes so
   *     long that the answer is too old
   */
  @Nullable Token find(TokenDigest digest) {
    Entry entry = entries.get(digest);
    if (remaining(entry).isZero()) {
      throw new UnavailableException("Tokens are read too slowly.", new TimeoutException());
    }
    return valid(entry);
  }

  /**
   * Records in the background that {@code token}, of this digest, is used, if the last record is
   * old enough.
   */
  void noteUse(TokenDigest digest, Token token) {
    Entry entry = entries.getIfPresent(digest);
    if (entry == null) {
      return;
    }
    Instant now = clock.instant();
    long noted = entry.notedAt.get();
    if (now.getEpochSecond() - noted < USE_INTERVAL.toSeconds() || !notes.tryAcquire()) {
      return;
    }
    if (!entry.notedAt.compareAndSet(noted, now.getEpochSecond())) {
      notes.release();
      return;
    }
    try {
      background.execute(() -> note(token, now));
    } catch (RejectedExecutionException e) { // closed
      notes.release();
    }
  }

  /** Makes a revoked token invalid at once. */
  public void endToken(long id) {
    endedTokens.put(id, true);
  }

  /** Makes all tokens of a deleted account invalid at once. */
  public void endAccount(AccountId id) {
    endedAccounts.put(id, true);
  }

  /** Records at once that an account was blocked or unblocked. */
  public void noteBlocked(AccountId id, boolean isBlocked) {
    blocked.put(id, isBlocked);
  }

  /** Whether the account of {@code token} is blocked. */
  public boolean isBlocked(Token token) {
    Boolean here = blocked.getIfPresent(token.account().id());
    return here == null ? token.account().restrictions().blocked() : here;
  }

  /** Whether {@code token} has expired, or was recently revoked through this server. */
  public boolean hasEnded(Token token) {
    return token.isExpiredAt(clock.instant())
        || endedTokens.getIfPresent(token.id()) != null
        || endedAccounts.getIfPresent(token.account().id()) != null;
  }

  /** Stops the work in the background. */
  @Override
  public void close() {
    background.shutdownNow();
    try {
      if (!background.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "The store still reads or notes tokens");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable Token valid(Entry entry) {
    Token token = entry.token;
    return token == null || hasEnded(token) ? null : token;
  }

  private void note(Token token, Instant now) {
    try {
      tokens.noteUse(token.id(), now);
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "The use of a token could not be noted", e);
    } finally {
      notes.release();
    }
  }

  private Duration remaining(Entry entry) {
    Duration maxAge = entry.token == null ? MAX_AGE_OF_UNKNOWN : MAX_AGE;
    Duration remaining = maxAge.minusNanos(ticker.read() - entry.readAt);
    return remaining.isNegative() ? Duration.ZERO : remaining;
  }

  /**
   * The store's answer.
   *
   * @param token null when there is none
   * @param readAt by the ticker, before the store was asked
   * @param notedAt when a use was last noted, in seconds of the epoch; kept when the token is read
   *     again
   */
  private record Entry(@Nullable Token token, long readAt, AtomicLong notedAt) {}

  private final class Loader implements CacheLoader<TokenDigest, Entry> {

    @Override
    public Entry load(TokenDigest digest) {
      long readAt = ticker.read();
      Token token = tokens.find(digest).orElse(null);
      Instant lastUse = token == null ? null : token.lastUsedAt();
      return new Entry(
          token, readAt, new AtomicLong(lastUse == null ? 0 : lastUse.getEpochSecond()));
    }

    /** While the store does not answer, the old entry stays until it expires. */
    @Override
    public Entry reload(TokenDigest digest, Entry old) {
      try {
        Entry entry = load(digest);
        return new Entry(entry.token, entry.readAt, old.notedAt);
      } catch (UnavailableException e) {
        return old;
      }
    }
  }
}
