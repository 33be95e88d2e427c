package linkhold.http.sync;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import linkhold.domain.AccountId;
import linkhold.domain.AccountStore;
import linkhold.domain.Token;
import linkhold.domain.TokenStore;
import linkhold.domain.UnavailableException;
import linkhold.http.access.Caller;
import linkhold.http.access.TokenCache;
import linkhold.http.call.Monitor;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;

/**
 * All open streams: at most a given number, each as long as its token is valid. One query, every
 * {@link #CHECK_INTERVAL}, checks all of their tokens. Safe for concurrent use.
 */
public final class Listeners implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Listeners.class.getName());

  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);

  private final TokenStore tokens;
  private final AccountStore accounts;
  private final TokenCache cache;
  private final StreamLimit limit;
  private final Monitor monitor;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
  private volatile boolean closed;

  /**
   * Starts without streams.
   *
   * @param cache knows the tokens that were revoked through this server
   * @param limit the maximum of streams
   * @param monitor is notified of each
   */
  public Listeners(
      TokenStore tokens,
      AccountStore accounts,
      TokenCache cache,
      StreamLimit limit,
      Monitor monitor) {
    this.tokens = tokens;
    this.accounts = accounts;
    this.cache = cache;
    this.limit = limit;
    this.monitor = monitor;
    long interval = CHECK_INTERVAL.toNanos();
    var _ = watch.scheduleWithFixedDelay(this::check, interval, interval, TimeUnit.NANOSECONDS);
  }

  /**
   * Makes the calling thread a listener for {@code caller}, until it is closed.
   *
   * @throws RefusedRequest when the limit is reached, or the server is closing
   * @throws UnavailableException when the store cannot answer whether the token is still valid
   */
  Listener open(Caller caller) {
    if (closed) {
      throw new RefusedRequest(ProblemType.UNAVAILABLE, "The server is shutting down.");
    }
    limit.acquire(caller.account().id());
    Token token = caller.token();
    Listener listener = new Listener(caller, this::remove);
    listeners.add(listener);
    monitor.streamOpened();
    try {
      if (token != null) {
        check(Map.of(token.id(), List.of(listener)));
      }
    } catch (RuntimeException | Error e) {
      listener.close();
      throw e;
    }
    if (closed) { // meanwhile
      listener.end();
    }
    return listener;
  }

  private void remove(Listener listener) {
    if (listeners.remove(listener)) {
      limit.release(listener.account());
      monitor.streamClosed();
    }
  }

  /**
   * Whether {@code listener} may be sent something now. While the store does not answer, its token
   * might have been revoked.
   */
  boolean isVerified(Listener listener) {
    Token token = listener.token();
    return token == null
        || (!cache.hasEnded(token)
            && !cache.isBlocked(token)
            && listener.sinceVerified().compareTo(TokenCache.MAX_AGE) < 0);
  }

  /** Ends all of them, and refuses new ones. Returns at once. */
  @Override
  public void close() {
    closed = true;
    listeners.forEach(Listener::end);
    watch.shutdownNow();
  }

  private void check() {
    Map<Long, List<Listener>> byToken = new HashMap<>();
    for (Listener listener : listeners) {
      Token token = listener.token();
      if (token != null && (cache.hasEnded(token) || cache.isBlocked(token))) {
        listener.end();
      } else if (token != null) {
        byToken.computeIfAbsent(token.id(), _ -> new ArrayList<>()).add(listener);
      }
    }
    try {
      check(byToken);
    } catch (UnavailableException e) {
      LOG.log(Level.DEBUG, "The tokens of open streams cannot be checked", e);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The tokens of open streams cannot be checked", e);
    }
  }

  private void check(Map<Long, List<Listener>> byToken) {
    if (byToken.isEmpty()) {
      return;
    }
    long time = System.nanoTime();
    Set<Long> there = existing(byToken.keySet());
    byToken.forEach((id, each) -> {
      if (there.contains(id)) {
        each.forEach(listener -> listener.verify(time));
      } else {
        each.forEach(Listener::end);
      }
    });
  }

  /** Those of {@code ids} that are still valid; a foreign token by its account. */
  private Set<Long> existing(Set<Long> ids) {
    Map<Boolean, Set<Long>> parts =
        ids.stream().collect(Collectors.partitioningBy(id -> id < 0, Collectors.toSet()));
    Set<Long> own = parts.getOrDefault(false, Set.of());
    Set<Long> foreign = parts.getOrDefault(true, Set.of());
    Set<Long> there = new HashSet<>(own.isEmpty() ? own : tokens.existing(own));
    if (!foreign.isEmpty()) {
      Set<AccountId> owners =
          foreign.stream().map(id -> new AccountId(-id)).collect(Collectors.toSet());
      accounts.usable(owners).forEach(account -> there.add(-account.value()));
    }
    return there;
  }
}
