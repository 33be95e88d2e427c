package linkhold.pages;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import linkhold.domain.PageQueue;
import linkhold.domain.PageQueue.Due;
import linkhold.domain.PageQueue.Request;
import linkhold.domain.PageReader;
import linkhold.domain.PageReader.Result;
import linkhold.domain.UnavailableException;

/**
 * Takes links from the queue and has their pages read, a few at once and at a {@link Pace}, until
 * it is closed. Pages that it was reading then are read again later, here or by another server.
 */
public final class PageWorker implements AutoCloseable {

  private static final Logger LOG = System.getLogger(PageWorker.class.getName());

  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** How long cancelled reads may take to be recorded. */
  private static final Duration END = Duration.ofSeconds(2);

  private final PageQueue queue;
  private final PageReader reader;
  private final DuePages due;
  private final Set<Request> underWay = new HashSet<>();
  private final Semaphore ended = new Semaphore(0);
  private final Pace pace = new Pace(System.nanoTime());
  private final CpuLoad cpu;
  private final Thread thread;
  private volatile boolean closed;

  /** Begins. */
  public PageWorker(PageQueue queue, PageReader reader) {
    this(queue, reader, CpuLoad.ofThisMachine());
  }

  PageWorker(PageQueue queue, PageReader reader, DoubleSupplier cpuLoad) {
    this.cpu = new CpuLoad(cpuLoad, System.nanoTime());
    this.queue = queue;
    this.reader = reader;
    this.due = new DuePages(queue, System.nanoTime());
    this.thread = Thread.ofVirtual().name("page-worker").start(this::run);
  }

  private void run() {
    try {
      while (!closed) {
        ended.drainPermits();
        boolean _ = ended.tryAcquire(round().toMillis(), TimeUnit.MILLISECONDS);
        Thread.sleep(pace.pause(System.nanoTime()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Begins to read what is due, as many pages as the pace allows.
   *
   * @return how long to wait before the next round, unless a read ends earlier
   */
  private Duration round() {
    long begun = System.nanoTime();
    int pages = 0;
    try {
      int max = pace.pages(begun);
      while (pages < max && beginNext()) {
        pages++;
      }
      return pages == 0 ? due.pause(System.nanoTime()) : Duration.ZERO;
    } catch (UnavailableException e) {
      LOG.log(Level.DEBUG, "The queue of pages cannot be read", e);
    } catch (RuntimeException e) {
      LOG.log(closed ? Level.DEBUG : Level.WARNING, "The queue of pages failed", e);
    } finally {
      long now = System.nanoTime();
      pace.spend(pages, Duration.ofNanos(now - begun), cpu.isBusy(now));
    }
    return PAUSE;
  }

  /** Begins to read the first page that may be read now; false when there is none. */
  private boolean beginNext() {
    Busy busy = busy();
    Optional<Request> request = Optional.empty();
    while (request.isEmpty() && !busy.isFull()) {
      Due next = due.next(busy, System.nanoTime());
      if (next == null) {
        return false;
      }
      request = queue.begin(next);
    }
    request.ifPresent(this::begin);
    return request.isPresent();
  }

  private synchronized Busy busy() {
    return Busy.of(underWay);
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

  /** Takes no more links, and cancels the reads under way; these pages will be read again. */
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
