package linkhold.app;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import linkhold.http.HttpApi;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a log line besides its message: the map that is the event's only parameter, if
 * there is one, then the id of the request that the thread serves. The exception of a library's
 * warning is a field too, {@code cause}: in an outage the stack traces of every connection would
 * fill the log. With {@code --log-level debug} there is the stack trace instead.
 */
final class LogFields {

  /** The loggers of this program. */
  static final Logger OWN = Logger.getLogger("linkhold");

  private LogFields() {}

  static Map<String, Object> of(LogRecord event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    Object[] parameters = event.getParameters();
    if (parameters != null && parameters.length == 1 && parameters[0] instanceof Map<?, ?> map) {
      map.forEach((name, value) -> fields.put(String.valueOf(name), value));
    }
    HttpApi.logContext().forEach(fields::putIfAbsent);
    if (event.getThrown() != null && isBrief(event)) {
      fields.put("cause", event.getThrown());
    }
    return fields;
  }

  /** The exception whose stack trace belongs to the line; null for none. */
  static @Nullable Throwable traced(LogRecord event) {
    return isBrief(event) ? null : event.getThrown();
  }

  private static boolean isBrief(LogRecord event) {
    String logger = event.getLoggerName();
    return logger != null
        && !logger.startsWith(OWN.getName() + ".")
        && event.getLevel().intValue() <= Level.WARNING.intValue()
        && !OWN.isLoggable(Level.FINE);
  }
}
