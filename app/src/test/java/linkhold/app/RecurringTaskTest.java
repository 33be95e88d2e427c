package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import linkhold.domain.Patience;
import linkhold.domain.UnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RecurringTaskTest {

  private static final Logger LOG = Logger.getLogger(RecurringTask.class.getName());

  private final BlockingQueue<LogRecord> records = new LinkedBlockingQueue<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord event) {
          records.add(event);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.setLevel(Level.INFO);
    LOG.setUseParentHandlers(false);
    LOG.addHandler(handler);
  }

  @AfterEach
  void stop() {
    LOG.removeHandler(handler);
    LOG.setUseParentHandlers(true);
    LOG.setLevel(null);
  }

  @Test
  void aDatabaseThatIsAwayIsOneLineWithItsReason() throws Exception {
    var away = new UnavailableException("Away.", new IllegalStateException("Connection refused"));
    LogRecord event =
        first(() -> {
          throw away;
        });
    assertEquals("It failed. Connection refused", event.getMessage());
    assertNull(event.getThrown());
  }

  @Test
  void anotherFailureIsLoggedAsAWhole() throws Exception {
    LogRecord event =
        first(() -> {
          throw new IllegalStateException("a fault");
        });
    assertEquals("It failed.", event.getMessage());
    assertNotNull(event.getThrown());
  }

  @Test
  void theWorkIsDoneAgainAfterAFailure() throws Exception {
    var times = new AtomicInteger();
    LongSupplier work =
        () -> {
          if (times.incrementAndGet() == 1) {
            throw new UnavailableException("Away.");
          }
          return times.get() == 2 ? 0 : 7;
        };
    try (var _ = task(work)) {
      assertEquals("It failed.", next().getMessage());
      LogRecord event = next(); // nothing is said of the second time, which found nothing
      assertEquals("Did {0}", event.getMessage());
      assertEquals(7L, event.getParameters()[0]);
    }
  }

  private LogRecord first(LongSupplier work) throws InterruptedException {
    try (var _ = task(work)) {
      return next();
    }
  }

  private static RecurringTask task(LongSupplier work) {
    return new RecurringTask(
        "test", Duration.ZERO, Duration.ofMillis(10), work, "Did {0}", "It failed.");
  }

  private LogRecord next() throws InterruptedException {
    LogRecord event = records.poll(Patience.seconds(20), TimeUnit.SECONDS);
    assertNotNull(event);
    return event;
  }
}
