package linkhold.http.call;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Logs warnings that many calls may repeat, such as that the database is not available: the first
 * one at once, then once per interval with their count. Safe for concurrent use.
 */
public final class RepeatedWarnings {

  /** What has not been logged since the last line of a warning. */
  private static final class Since {
    private long count;
    private String reason = "";
  }

  private final Logger log;
  private final Duration interval;
  private final Map<String, Since> recent = new HashMap<>();

  /** Warnings in {@code log}; those that repeat come once per {@code interval}. */
  public RepeatedWarnings(Logger log, Duration interval) {
    this.log = log;
    this.interval = interval;
  }

  /**
   * Logs a warning, or counts it.
   *
   * @param message one of a few texts; the same text is the same warning
   * @param reason the reason of this occurrence; may be empty
   */
  public void log(String message, String reason) {
    synchronized (this) {
      Since since = recent.get(message);
      if (since != null) {
        since.count++;
        since.reason = reason;
        return;
      }
      recent.put(message, new Since());
    }
    log.log(Level.WARNING, () -> line(message, reason));
    Thread.ofVirtual().name("warnings").start(() -> logCounted(message));
  }

  /** Logs what was counted, interval by interval, until there is nothing. */
  private void logCounted(String message) {
    try {
      while (true) {
        Thread.sleep(interval);
        Since since;
        synchronized (this) {
          since = recent.remove(message);
          if (since == null || since.count == 0) {
            return;
          }
          recent.put(message, new Since());
        }
        log.log(
            Level.WARNING,
            "%s (%d times in %d s)"
                .formatted(line(message, since.reason), since.count, interval.toSeconds()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // not expected: nothing interrupts this thread
    }
  }

  private static String line(String message, String reason) {
    return reason.isEmpty() ? message : message + " " + reason;
  }
}
