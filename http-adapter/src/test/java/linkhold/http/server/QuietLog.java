package linkhold.http.server;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged from its creation until it is closed. */
final class QuietLog extends Handler implements AutoCloseable {

  private static final Logger ROOT = Logger.getLogger("");

  private final List<String> first = new ArrayList<>();
  private final long start = System.nanoTime();
  private int count;

  QuietLog() {
    ROOT.addHandler(this);
  }

  @Override
  public synchronized void publish(LogRecord event) {
    count++;
    if (count <= 3) {
      first.add(event.getLoggerName() + ": " + event.getMessage() + " " + event.getThrown());
    }
  }

  /** No more than a line a second was logged. */
  synchronized void assertQuiet() {
    long seconds = (System.nanoTime() - start) / 1_000_000_000 + 1;
    assertFalse(count > seconds, () -> count + " lines in " + seconds + " s: " + first);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    ROOT.removeHandler(this);
  }
}
