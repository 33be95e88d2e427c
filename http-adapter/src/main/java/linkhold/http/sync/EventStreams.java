package linkhold.http.sync;

import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import linkhold.domain.AccountId;
import linkhold.domain.Change;
import linkhold.domain.ChangePage;
import linkhold.domain.ChangeSignal;
import linkhold.domain.ExpiredCursorException;
import linkhold.domain.NotFoundException;
import linkhold.domain.SyncCursor;
import linkhold.domain.SyncStore;
import linkhold.domain.UnavailableException;
import linkhold.http.access.Caller;
import linkhold.http.call.Exchange;
import linkhold.http.call.Monitor;
import linkhold.http.call.Problem;
import linkhold.http.call.ProblemType;
import linkhold.http.call.RefusedRequest;
import org.jspecify.annotations.Nullable;

/**
 * Sends changes to clients as they happen. Each client has a thread that waits for the change
 * signal, reads new changes from the store, and writes them. For a client that reads slowly,
 * changes are read slowly too: at most one page is in memory for it, or one change, when many pages
 * are in memory already.
 */
public final class EventStreams {

  /** How many changes are read at a time. */
  private static final int PAGE = 50;

  /**
   * How many streams may have a whole page in memory, a few MB at most. When all of them have slow
   * clients, the other streams do not wait, but continue change by change.
   */
  static final int PAGES_IN_MEMORY = 32;

  /**
   * How many streams read from the store at a time, so that a change that many wait for does not
   * delay other requests.
   */
  private static final int CONCURRENT_READS = 8;

  private final SyncStore sync;
  private final ChangeSignal changeSignal;
  private final Listeners listeners;
  private final Duration heartbeat;
  private final Monitor monitor;
  private final Semaphore reads = new Semaphore(CONCURRENT_READS);
  private final Semaphore pages = new Semaphore(PAGES_IN_MEMORY);

  /**
   * Starts without streams.
   *
   * @param heartbeat the longest silence on a stream
   * @param monitor is notified of what is sent
   */
  public EventStreams(
      SyncStore sync,
      ChangeSignal changeSignal,
      Listeners listeners,
      Duration heartbeat,
      Monitor monitor) {
    this.sync = sync;
    this.changeSignal = changeSignal;
    this.listeners = listeners;
    this.heartbeat = heartbeat;
    this.monitor = monitor;
  }

  /**
   * Sends {@code caller} the changes after {@code since} through {@code out}, and further ones as
   * they happen, until the account or token is deleted or the server stops.
   *
   * @param since null for all links
   * @throws RefusedRequest when there are too many streams; nothing was written
   */
  void stream(Caller caller, @Nullable SyncCursor since, OutputStream out) throws IOException {
    AccountId account = caller.account().id();
    try (Listener listener = listeners.open(caller);
        var _ = changeSignal.watch(account, listener::signal)) {
      EventWriter events = new EventWriter(out);
      events.retry(randomSeconds(1, 5));
      events.flush();
      new Stream(account, listener, events, since).run();
    } catch (CloseConnectionException e) {
      monitor.streamCut();
      throw e;
    }
  }

  /** A random time, so that clients that were disconnected together do not reconnect together. */
  private static Duration randomSeconds(int min, int max) {
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(min * 1000L, max * 1000L));
  }

  /** The stream of one client. */
  private final class Stream {

    private final AccountId account;
    private final Listener listener;
    private final EventWriter events;
    private @Nullable SyncCursor since;
    private boolean synced;

    Stream(AccountId account, Listener listener, EventWriter events, @Nullable SyncCursor since) {
      this.account = account;
      this.listener = listener;
      this.events = events;
      this.since = since;
    }

    void run() throws IOException {
      while (!listener.hasEnded()) {
        if (listener.awaitSignal(heartbeat.minus(events.silence())) && !sendChanges()) {
          listener.awaitEnd(randomSeconds(1, 3));
          listener.signal();
        }
        if (!listener.hasEnded() && events.silence().compareTo(heartbeat) >= 0) {
          events.comment();
          events.flush();
        }
      }
    }

    /** Sends all new changes; false when the store could not answer. */
    private boolean sendChanges() throws IOException {
      try {
        boolean more = true;
        while (more && !listener.hasEnded()) {
          if (!listeners.isVerified(listener)) {
            return false;
          }
          more = sendPage();
        }
        return true;
      } catch (UnavailableException e) {
        return false;
      } catch (NotFoundException e) { // the account was deleted
        listener.end();
        return true;
      } catch (ExpiredCursorException e) {
        Exchange exchange = Exchange.current();
        if (exchange != null) {
          exchange.problem(ProblemType.EXPIRED_CURSOR);
        }
        // An empty id clears the client's last one (WHATWG HTML, 9.2.6).
        events.event("expired", "", Problem.of(e)::write);
        events.flush();
        listener.end();
        return true;
      }
    }

    /** Sends the next page; true when there is more. */
    private boolean sendPage() throws IOException {
      boolean whole = pages.tryAcquire();
      try {
        ChangePage page = read(whole ? PAGE : 1);
        write(page);
        return page.more();
      } finally {
        if (whole) {
          pages.release();
        }
      }
    }

    private ChangePage read(int limit) {
      reads.acquireUninterruptibly();
      try {
        return sync.changes(account, Optional.ofNullable(since), limit);
      } finally {
        reads.release();
      }
    }

    private void write(ChangePage page) throws IOException {
      SyncCursor next = page.next();
      for (Change change : page.changes()) {
        events.event(
            "change",
            SyncCursors.encode(next.after(change)),
            json -> ChangeJson.write(json, change));
      }
      since = next;
      boolean fresh = synced;
      if (!page.more() && !synced) {
        synced = true;
        events.event(
            "synced",
            SyncCursors.encode(next),
            json -> {
              json.writeStartObject();
              json.writeNumberField("revision", page.version().revision());
              json.writeEndObject();
            });
      }
      if (events.hasMore()) {
        events.flush();
      }
      if (!page.changes().isEmpty()) {
        monitor.changesSent(page.changes(), fresh);
      }
    }
  }
}
