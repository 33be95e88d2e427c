package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

final class LogFormatterTest {

  @Test
  void anEventIsALineThatBeginsWithItsTimeInUtc() {
    LogRecord event = new LogRecord(Level.WARNING, "The database is not available.");
    event.setInstant(Instant.parse("2026-11-28T08:00:00.1234Z"));
    String line = new LogFormatter().format(event);
    assertEquals(
        "2026-11-28T08:00:00.123Z WARNING The database is not available." + System.lineSeparator(),
        line);
    event.setThrown(new IllegalStateException("why"));
    assertTrue(new LogFormatter().format(event).startsWith(line + "java.lang.IllegalState"));
  }

  @Test
  void controlCharactersOfOthersAreEscaped() {
    LogRecord event = new LogRecord(Level.WARNING, "No account \u001b[2J\nforged line");
    event.setInstant(Instant.EPOCH);
    event.setThrown(new IllegalStateException("\u0007"));
    String text = new LogFormatter().format(event);
    assertTrue(text.startsWith("1970-01-01T00:00:00.000Z WARNING No account \\u001b[2J\\u000af"));
    assertTrue(text.contains("IllegalStateException: \\u0007"), text);
    assertTrue(text.contains(System.lineSeparator() + "\tat "), text);
  }

  @Test
  void anEventMaySayMoreByNames() {
    LogRecord event = new LogRecord(Level.INFO, "Token issued");
    event.setInstant(Instant.EPOCH);
    event.setLoggerName("linkhold.audit");
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("account", 7L);
    fields.put("scope", "read\n");
    event.setParameters(new Object[] {fields});
    assertEquals(
        "1970-01-01T00:00:00.000Z INFO Token issued account=7 scope=read\\u000a"
            + System.lineSeparator(),
        new LogFormatter().format(event));
    assertEquals(
        "{\"time\":\"1970-01-01T00:00:00Z\",\"level\":\"INFO\",\"logger\":\"linkhold.audit\","
            + "\"message\":\"Token issued\",\"account\":7,\"scope\":\"read\\n\"}\n",
        new JsonLogFormatter().format(event));
  }

  @Test
  void aWarningOfALibraryNamesItsExceptionInOneLineUnlessAllIsLogged() {
    LogRecord event = new LogRecord(Level.WARNING, "Connection marked as broken");
    event.setInstant(Instant.EPOCH);
    event.setLoggerName("com.zaxxer.hikari.pool.ProxyConnection");
    event.setThrown(new IllegalStateException("FATAL: terminating\nconnection"));
    assertEquals(
        "1970-01-01T00:00:00.000Z WARNING Connection marked as broken"
            + " cause=java.lang.IllegalStateException: FATAL: terminating\\u000aconnection"
            + System.lineSeparator(),
        new LogFormatter().format(event));
    String json = new JsonLogFormatter().format(event);
    assertTrue(
        json.contains("\"cause\":\"java.lang.IllegalStateException: FATAL: terminating\\n"), json);
    assertFalse(json.contains("exception"), json);

    LogFields.OWN.setLevel(Level.FINE);
    try {
      assertTrue(new LogFormatter().format(event).contains("\tat "));
      assertTrue(new JsonLogFormatter().format(event).contains("\\tat "));
    } finally {
      LogFields.OWN.setLevel(null);
    }
    event.setLevel(Level.SEVERE);
    assertTrue(new LogFormatter().format(event).contains("\tat "), "an error has its trace");
  }

  @Test
  void anExceptionIsAMemberOfTheJsonObject() {
    LogRecord event = new LogRecord(Level.SEVERE, "Internal error");
    event.setThrown(new IllegalStateException("why"));
    String line = new JsonLogFormatter().format(event);
    assertEquals(1, line.lines().count(), line);
    assertTrue(line.contains("\"level\":\"ERROR\""), line);
    assertTrue(line.contains("\"exception\":\"java.lang.IllegalStateException: why\\n"), line);
  }
}
