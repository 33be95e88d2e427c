package linkhold.webhooks;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import linkhold.domain.UnavailableException;
import linkhold.domain.Webhook;
import linkhold.domain.WebhookStore;
import linkhold.domain.WebhookStore.Delivery;

/**
 * Takes deliveries of webhooks and sends them, those of different webhooks at the same time, until
 * it is closed. Then it gives back the deliveries under way, and another server sends them.
 */
public final class WebhookWorker implements AutoCloseable {

  private static final Logger LOG = System.getLogger(WebhookWorker.class.getName());

  private static final long POLL_MILLIS = 1_000;
  private static final long PAUSE_MILLIS = 5_000;

  /** For how long closing waits for the store. */
  private static final long CLOSING_MILLIS = 10_000;

  private final WebhookStore store;
  private final WebhookSender sender;
  private final Consumer<String> ended;
  private final ExecutorService deliveries = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /**
   * Begins.
   *
   * @param sender is closed with it
   * @param ended is given the outcome of each delivery: {@code delivered} or {@code failed}
   */
  public WebhookWorker(WebhookStore store, WebhookSender sender, Consumer<String> ended) {
    this.store = store;
    this.sender = sender;
    this.ended = ended;
    this.thread = Thread.ofVirtual().name("webhook-worker").start(this::run);
  }

  private void run() {
    try (deliveries) {
      while (!closing.await(look(), TimeUnit.MILLISECONDS)) {}
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosed() {
    return closing.getCount() == 0;
  }

  /**
   * Sends what is due, and whatever is due to the same webhooks after that.
   *
   * @return for how many milliseconds to wait before the next look
   */
  private long look() {
    try {
      List<Delivery> taken = store.take(Webhook.MAX_COUNT);
      taken.forEach(delivery -> deliveries.execute(() -> deliver(delivery)));
      return POLL_MILLIS;
    } catch (UnavailableException e) {
      LOG.log(Level.DEBUG, "Webhooks cannot be read", e);
    } catch (RuntimeException e) {
      LOG.log(isClosed() ? Level.DEBUG : Level.WARNING, "Webhooks failed", e);
    }
    return PAUSE_MILLIS;
  }

  private void deliver(Delivery delivery) {
    try {
      Optional<String> error = send(delivery);
      if (error.isPresent() && isClosed()) {
        store.release(delivery); // it was broken off, which is no failure of the receiver
      } else {
        store.finish(delivery, error);
        ended.accept(error.isEmpty() ? "delivered" : "failed");
        log(delivery.webhook(), error);
      }
    } catch (UnavailableException e) {
      LOG.log(Level.DEBUG, "A webhook that was sent will be sent again", e);
    } catch (RuntimeException e) {
      LOG.log(isClosed() ? Level.DEBUG : Level.WARNING, "A webhook failed", e);
    }
  }

  private Optional<String> send(Delivery delivery) {
    try {
      return sender.send(delivery);
    } catch (RuntimeException e) {
      if (isClosed()) {
        return Optional.of("The server is stopping."); // and the sender is closed
      }
      throw e;
    }
  }

  private static void log(Webhook before, Optional<String> error) {
    Map<String, Object> fields = Map.of("webhook", before.id());
    if (error.isPresent() && before.failures() == 0) {
      LOG.log(Level.WARNING, "A webhook fails, and is tried again: " + error.get(), fields);
    } else if (error.isEmpty() && before.failures() > 0) {
      LOG.log(Level.INFO, "A webhook works again", fields);
    }
  }

  /** Takes no more deliveries, and gives back those that it has; waits for the store some time. */
  @Override
  public void close() {
    closing.countDown();
    sender.close();
    try {
      thread.join(CLOSING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
