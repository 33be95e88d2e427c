package linkhold.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * One line an event, such as {@code 2026-11-28T08:00:00.123Z WARNING The database is not
 * available}, with its fields as {@code name=value}, and the stack trace of an exception below it.
 * Times are in UTC, like those in PostgreSQL's log. Control characters are escaped, since a log is
 * often read on a terminal.
 */
public final class LogFormatter extends Formatter {

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  /** Made by the JDK, by its name in logging.properties. */
  public LogFormatter() {}

  @Override
  public String format(LogRecord event) {
    StringWriter text = new StringWriter();
    PrintWriter lines = new PrintWriter(text);
    lines.printf(
        "%s %s %s%s%n",
        TIME.format(event.getInstant()),
        event.getLevel(),
        Printable.of(formatMessage(event)),
        Printable.of(fields(event)));
    Throwable thrown = LogFields.traced(event);
    if (thrown != null) {
      thrown.printStackTrace(lines);
    }
    return Printable.linesOf(text.toString());
  }

  /** The event's fields, such as {@code status=200}. */
  private static String fields(LogRecord event) {
    StringBuilder text = new StringBuilder();
    LogFields.of(event)
        .forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
    return text.toString();
  }
}
