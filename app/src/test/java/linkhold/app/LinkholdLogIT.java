package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log of the packaged program. */
final class LinkholdLogIT {

  private static final String TIME = "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z";
  private static final String BUILD = "version=0\\.1\\.0 commit=([0-9a-f]{12}|unknown)";

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @Test
  void theFirstLineSaysWhatStartsAndTheLastThatItHasEnded() throws Exception {
    TestDatabases.requireEmbedded("It is about the line that names the data directory.");
    Path directory = DATABASES.blank();
    try (RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), directory)) {
      List<String> events = events(server);
      assertEquals(1, events.size(), server::errors);
      assertTrue(
          events
              .getFirst()
              .matches(
                  TIME
                      + " INFO Linkhold starts "
                      + BUILD
                      + " auth=open database=embedded data_dir="
                      + Pattern.quote(directory.toRealPath().toString())),
          events::toString);
      server.terminate();
      assertEquals(0, server.awaitExit());
      assertTrue(
          events(server).getLast().matches(TIME + " INFO Linkhold has ended"), server::errors);
    }
  }

  @Test
  void aDatabaseOfItsOwnersIsNamedWithoutThePassword() throws Exception {
    TestDatabases.requireEmbedded("It needs a database with a password.");
    try (TestDatabase postgres = DATABASES.start();
        RunningLinkhold server =
            RunningLinkhold.external(
                DATABASES.top(),
                postgres,
                Map.of("LINKHOLD_AUTH", "token", "LINKHOLD_LOG_FORMAT", "json"))) {
      server.awaitReady();
      String start = events(server).getFirst();
      assertTrue(start.contains("\"message\":\"Linkhold starts\",\"version\":\"0.1.0\""), start);
      assertTrue(start.contains("\"auth\":\"token\",\"database\":\""), start);
      assertTrue(start.contains("/linkhold"), start);
      assertFalse(server.errors().contains(postgres.password()), server::errors);
      server.terminate();
      assertEquals(0, server.awaitExit());
      assertTrue(events(server).getLast().contains("\"Linkhold has ended\""), server::errors);
    }
  }

  /** The lines of the log, without the messages for the person at the terminal. */
  private static List<String> events(RunningLinkhold server) {
    return server
        .errors()
        .lines()
        .filter(line -> line.startsWith("{") || line.matches(TIME + " .*"))
        .toList();
  }
}
