package linkhold.pages;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import linkhold.domain.AccountId;
import linkhold.domain.PageQueue;
import linkhold.domain.PageQueue.Request;
import linkhold.domain.PageReader;
import linkhold.domain.PageReader.Result;
import linkhold.domain.UnavailableException;

/**
 * Takes links from the queue and has their pages read, a few at once and at a {@link Pace}, until
 * it is closed. What it was reading then is read again later, here or by another server.
 */
public final class PageWorker implements AutoCloseable {

  private static final Logger LOG = System.getLogger(PageWorker.class.getName());

  private static final int AT_ONCE = 16;
  private static final int AT_ONCE_OF_ACCOUNT = 4;
  private static final int AT_ONCE_OF_HOST = 2;
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** How long reads that were broken off have to be noted. */
  private static final Duration END = Duration.ofSeconds(2);

  private final PageQueue queue;
  private final PageReader reader;
  private final Set<Request> underWay = new HashSet<>();
  private final Semaphore ended = new Semaphore(0);
  private final Pace pace = new Pace(System.nanoTime());
  private final Thread thread;
  private volatile boolean closed;

  /** Begins. */
  public PageWorker(PageQueue queue, PageReader reader) {
    this.queue = queue;
    this.reader = reader;
    this.thread = Thread.ofVirtual().name("page-worker").start(this::run);
  }

  private void run() {
    try {
      while (!closed) {
        ended.drainPermits();
        Duration pause = look();
        boolean _ = ended.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
        Thread.sleep(pace.pause(System.nanoTime()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Begins to read what is due.
   *
   * @return how long to wait before the next look, unless a read ends earlier
   */
  private Duration look() {
    try {
      List<Request> taken = takeAtPace();
      taken.forEach(this::begin);
      return taken.isEmpty() ? LOOK : Duration.ZERO;
    } catch (UnavailableException e) {
      LOG.log(Level.DEBUG, "The queue of pages cannot be read", e);
    } catch (RuntimeException e) {
      LOG.log(closed ? Level.DEBUG : Level.WARNING, "The queue of pages failed", e);
    }
    return PAUSE;
  }

  private List<Request> takeAtPace() {
    long begun = System.nanoTime();
    List<Request> taken = List.of();
    try {
      taken = take(pace.pages(begun));
      return taken;
    } finally {
      pace.spend(taken.size(), Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  private List<Request> take(int most) {
    Set<AccountId> accounts;
    Set<String> hosts;
    int free;
    synchronized (this) {
      Map<AccountId, Integer> ofAccounts = new HashMap<>();
      Map<String, Integer> ofHosts = new HashMap<>();
      for (Request request : underWay) {
        ofAccounts.merge(request.account(), 1, Integer::sum);
        ofHosts.merge(request.host(), 1, Integer::sum);
      }
      accounts = atLeast(AT_ONCE_OF_ACCOUNT, ofAccounts);
      hosts = atLeast(AT_ONCE_OF_HOST, ofHosts);
      free = Math.min(most, AT_ONCE - underWay.size());
    }
    return free > 0 ? queue.take(accounts, hosts, free) : List.of();
  }

  private static <T> Set<T> atLeast(int count, Map<T, Integer> counts) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= count)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  private void begin(Request request) {
    synchronized (this) {
      underWay.add(request);
    }
    Thread.startVirtualThread(() -> {
      try {
        queue.finish(request, result(request));
      } catch (UnavailableException e) {
        LOG.log(Level.DEBUG, "A page that was read will be read again", e);
      } catch (RuntimeException e) {
        LOG.log(closed ? Level.DEBUG : Level.WARNING, "A page that was read is lost", e);
      } finally {
        synchronized (this) {
          underWay.remove(request);
          notifyAll();
        }
        ended.release();
      }
    });
  }

  private Result result(Request request) {
    try {
      return request.isExhausted() ? new Result.Nothing() : reader.read(request.url(), LIMIT);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Reading a page failed", e);
      return new Result.Nothing();
    }
  }

  /** Takes no more links, and breaks off what is under way, which will be read again. */
  @Override
  public void close() {
    closed = true;
    reader.close();
    long end = System.nanoTime() + END.toNanos();
    synchronized (this) {
      try {
        long left = END.toMillis();
        while (!underWay.isEmpty() && left > 0) {
          wait(left);
          left = (end - System.nanoTime()) / 1_000_000;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    thread.interrupt();
  }
}
