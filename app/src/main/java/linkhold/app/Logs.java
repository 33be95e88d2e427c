package linkhold.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Sets up logging: on standard error, one event per line. */
final class Logs {

  /** How events are written. */
  enum Format {
    TEXT,
    JSON
  }

  private Logs() {}

  /** Logs as commands do. */
  static void begin() {
    try (InputStream defaults = Logs.class.getResourceAsStream("logging.properties")) {
      LogManager.getLogManager().readConfiguration(defaults);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Logs as the configuration of a server says. */
  static void configure(Configuration configuration) {
    Level level = configuration.get(Settings.LOG_LEVEL);
    Logger root = Logger.getLogger("");
    LogFields.OWN.setLevel(level);
    if (level.intValue() > Level.INFO.intValue()) {
      root.setLevel(level);
    }
    Formatter formatter =
        switch (configuration.get(Settings.LOG_FORMAT)) {
          case TEXT -> new LogFormatter();
          case JSON -> new JsonLogFormatter();
        };
    for (Handler handler : root.getHandlers()) {
      handler.setFormatter(formatter);
    }
  }

  /** The levels by their names in the configuration. */
  static Map<String, Level> levels() {
    return Map.of(
        "debug", Level.FINE, "info", Level.INFO, "warning", Level.WARNING, "error", Level.SEVERE);
  }
}
