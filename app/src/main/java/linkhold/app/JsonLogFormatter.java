package linkhold.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** One JSON object per line and event, for programs that collect logs. */
final class JsonLogFormatter extends Formatter {

  private final JsonFactory json = new JsonFactory();

  @Override
  public String format(LogRecord event) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = json.createGenerator(text)) {
      out.writeStartObject();
      out.writeStringField("time", event.getInstant().toString());
      out.writeStringField("level", level(event.getLevel()));
      out.writeStringField("logger", event.getLoggerName());
      out.writeStringField("message", formatMessage(event));
      for (Map.Entry<String, Object> field : LogFields.of(event).entrySet()) {
        if (field.getValue() instanceof Number number) {
          out.writeFieldName(field.getKey());
          out.writeNumber(number.toString());
        } else {
          out.writeStringField(field.getKey(), String.valueOf(field.getValue()));
        }
      }
      Throwable thrown = LogFields.traced(event);
      if (thrown != null) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        out.writeStringField("exception", trace.toString());
      }
      out.writeEndObject();
    } catch (IOException e) { // not from a StringWriter
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  /** The names of levels that most programs use. */
  private static String level(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARNING";
    }
    return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
  }
}
