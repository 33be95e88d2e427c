package linkhold.http.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import linkhold.domain.Account;
import linkhold.domain.AccountId;
import linkhold.domain.AccountStore;
import linkhold.domain.DomainException;
import linkhold.domain.Link;
import linkhold.domain.LinkStore;
import linkhold.domain.LinkUrl;
import linkhold.domain.Operation;
import linkhold.domain.Operation.LinkRef;
import linkhold.domain.QuotaExceededException;

/**
 * Limits how many links each account may have. Far from its limit an account is counted every few
 * seconds, and each save in between counts as new links; near the limit writes run one at a time
 * and are counted exactly. Several servers may together exceed it by what they save within those
 * seconds. Safe for concurrent use.
 */
public final class Quota {

  /** For how long a limit, and a count far from it, is cached. */
  private static final Duration MAX_AGE = Duration.ofSeconds(5);

  private static final int MAX_ACCOUNTS = 50_000;

  private final AccountStore accounts;
  private final LinkStore links;
  private final long limitOfAll;
  private final Cache<AccountId, OptionalLong> limits =
      Caffeine.newBuilder().maximumSize(MAX_ACCOUNTS).expireAfterWrite(MAX_AGE).build();

  /** Upper bounds of the number of links of each account. */
  private final Cache<AccountId, AtomicLong> estimates =
      Caffeine.newBuilder().maximumSize(MAX_ACCOUNTS).expireAfterWrite(MAX_AGE).build();

  private final Cache<AccountId, Object> locks = Caffeine.newBuilder().weakValues().build();

  /**
   * Limits the accounts of a store.
   *
   * @param limitOfAll for accounts without a limit of their own; 0 for any number
   */
  public Quota(AccountStore accounts, LinkStore links, long limitOfAll) {
    this.accounts = accounts;
    this.links = links;
    this.limitOfAll = limitOfAll;
  }

  /** How many links {@code account} may have; empty for any number. */
  public OptionalLong limit(Account account) {
    Long own = account.restrictions().maxLinks();
    if (own != null) {
      return OptionalLong.of(own);
    }
    return limitOfAll == 0 ? OptionalLong.empty() : OptionalLong.of(limitOfAll);
  }

  /** Drops the cached limit, which was changed through this server. */
  public void forget(AccountId account) {
    limits.invalidate(account);
  }

  /**
   * Runs {@code write}, unless it would exceed the limit.
   *
   * @param operations of the write
   * @param failure makes the exception from the index of the first operation beyond the limit, and
   *     the limit
   */
  <T> T write(
      AccountId account,
      List<Operation> operations,
      Supplier<T> write,
      IntFunction<Failure> failure) {
    OptionalLong limit = limits.get(account, this::limit);
    long saves = operations.stream().filter(Operation.Save.class::isInstance).count();
    if (limit.isEmpty() || saves == 0) {
      return write.get();
    }
    long max = limit.getAsLong();
    if (estimates.get(account, this::count).addAndGet(saves) <= max) {
      return write.get();
    }
    synchronized (locks.get(account, _ -> new Object())) {
      long count = count(account).get();
      OptionalInt tooMuch = firstTooMuch(account, operations, max - count);
      if (tooMuch.isPresent()) {
        throw failure.apply(tooMuch.getAsInt()).with(new QuotaExceededException(max));
      }
      return write.get();
    }
  }

  /** Makes the exception for an exceeded limit. */
  @FunctionalInterface
  interface Failure {
    DomainException with(QuotaExceededException reason);
  }

  private OptionalLong limit(AccountId account) {
    return accounts.find(account).map(this::limit).orElse(OptionalLong.empty());
  }

  private AtomicLong count(AccountId account) {
    return new AtomicLong(links.summary(account).links());
  }

  /** The index of the first operation that exceeds {@code room}. */
  private OptionalInt firstTooMuch(AccountId account, List<Operation> operations, long room) {
    boolean moves =
        operations.stream()
            .anyMatch(operation ->
                operation instanceof Operation.Update update && update.patch().url() != null);
    Set<String> saved = new HashSet<>();
    Set<String> deleted = new HashSet<>();
    long left = room;
    for (int i = 0; i < operations.size(); i++) {
      switch (operations.get(i)) {
        case Operation.Delete(LinkRef ref, _) -> {
          Optional<Link> link = find(account, ref);
          if (link.isPresent() && deleted.add(canonical(link.get()))) {
            left++;
          }
        }
        case Operation.Save(var draft, _) -> {
          String url = draft.url().canonical();
          boolean old =
              !moves && !deleted.contains(url) && links.findByUrl(account, draft.url()).isPresent();
          if (!old && saved.add(url) && --left < 0) {
            return OptionalInt.of(i);
          }
        }
        case Operation.Update _ -> {}
      }
    }
    return OptionalInt.empty();
  }

  private Optional<Link> find(AccountId account, LinkRef ref) {
    return switch (ref) {
      case LinkRef.ById(long id) -> links.find(account, id);
      case LinkRef.ByUrl(LinkUrl url) -> links.findByUrl(account, url);
    };
  }

  private static String canonical(Link link) {
    return LinkUrl.kept(link.url()).canonical();
  }
}
