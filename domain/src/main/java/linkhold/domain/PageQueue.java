package linkhold.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The links of every account whose pages are to be read. A link gets into the queue in the
 * transaction that makes its {@link PageRead} pending; several servers may read from it. Safe for
 * concurrent use. Every method throws {@link UnavailableException} when the store cannot answer.
 */
public interface PageQueue {

  /** How long a read that was begun is reserved; then it may be begun again. */
  Duration LEASE = Duration.ofMinutes(2);

  /** How long to wait before each retry; after the last one a link's read has failed. */
  List<Duration> PAUSES =
      List.of(Duration.ofSeconds(15), Duration.ofMinutes(2), Duration.ofMinutes(15));

  /** A link whose page may be read. */
  record Due(AccountId account, long link, LinkUrl url) {}

  /**
   * The read of a link's page that was begun.
   *
   * @param host of the URL, in lower case
   * @param attempt counted from 1
   */
  record Request(AccountId account, long link, LinkUrl url, String host, int attempt) {

    /** When it is to be tried again after {@code now}; empty after the last retry. */
    public Optional<Instant> retryAfter(Instant now) {
      return attempt > PAUSES.size()
          ? Optional.empty()
          : Optional.of(now.plus(PAUSES.get(attempt - 1)));
    }

    /** Whether it was begun more often than pages are tried, as when servers crashed meanwhile. */
    public boolean isExhausted() {
      return attempt > PAUSES.size() + 1;
    }
  }

  /**
   * The first links that are due: those of single saves, then those of imports, the oldest first.
   *
   * @param busyAccounts whose links are left out
   * @param busyHosts whose links are left out
   * @param limit how many at most
   */
  List<Due> due(Set<AccountId> busyAccounts, Set<String> busyHosts, int limit);

  /**
   * Begins the read of a link that was due a moment ago. Empty when it is not any more: another
   * server has begun it within {@link #LEASE}, or the link was deleted.
   */
  Optional<Request> begin(Due due);

  /**
   * Ends a request: fills what is empty, or what a read filled before, of the link if it still has
   * the URL; or puts the request off when the page could not be read and is to be tried again.
   * Nothing happens when the link or the account does not exist.
   */
  void finish(Request request, PageReader.Result result);

  /**
   * Queues the page of a link to be read, also when it was read before.
   *
   * @return the link, now pending
   * @throws NotFoundException when there is no such link
   * @throws InvalidInputException when its URL is neither http nor https
   */
  Link refresh(AccountId account, long link);
}
