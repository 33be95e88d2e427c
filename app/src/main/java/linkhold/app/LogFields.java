package linkhold.app;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.LogRecord;
import linkhold.http.HttpApi;

/**
 * The fields of a log line besides its message: the map that is the event's only parameter, if
 * there is one, then the id of the request that the thread serves.
 */
final class LogFields {

  private LogFields() {}

  static Map<String, Object> of(LogRecord event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    Object[] parameters = event.getParameters();
    if (parameters != null && parameters.length == 1 && parameters[0] instanceof Map<?, ?> map) {
      map.forEach((name, value) -> fields.put(String.valueOf(name), value));
    }
    HttpApi.logContext().forEach(fields::putIfAbsent);
    return fields;
  }
}
