package linkhold.http.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import linkhold.domain.Patience;
import org.junit.jupiter.api.Test;

class RepeatedWarningsTest {

  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

  @Test
  void theFirstIsLoggedAtOnceAndTheOthersTogetherWithTheirNumber() throws InterruptedException {
    Logger logger = Logger.getLogger(RepeatedWarningsTest.class.getName());
    logger.setUseParentHandlers(false);
    Handler handler = handler();
    logger.addHandler(handler);
    try {
      RepeatedWarnings warnings =
          new RepeatedWarnings(
              System.getLogger(RepeatedWarningsTest.class.getName()), Duration.ofSeconds(2));
      warnings.log("Away.", "No space left on device");
      warnings.log("Away.", "{0}");
      warnings.log("Busy.", "");
      warnings.log("Away.", "Connection refused");
      assertEquals(List.of("Away. No space left on device", "Busy."), List.of(next(), next()));
      assertEquals("Away. Connection refused (2 times in 2 s)", next());
      assertTrue(lines.isEmpty());
    } finally {
      logger.removeHandler(handler);
    }
  }

  private String next() throws InterruptedException {
    return String.valueOf(lines.poll(Patience.seconds(60), TimeUnit.SECONDS));
  }

  private Handler handler() {
    return new Handler() {
      @Override
      public void publish(LogRecord event) {
        lines.add(event.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
