package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/running.md quotes the program's messages, and says what to do about each. */
final class RunningPageTest {

  private static final Path TOP = Path.of("..");

  /** Between two pieces of one string. */
  private static final Pattern CONTINUED = Pattern.compile("\"\\s*\\+\\s*\"");

  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  /** The parts of a message that vary. */
  private static final String ANYTHING = "…";

  @Test
  void everyMessageThatThePageExplainsIsInTheProgram() throws IOException {
    String sources = sources();
    List<String> messages = messages();
    assertTrue(messages.size() > 50, messages::toString);
    List<String> gone = new ArrayList<>();
    for (String message : messages) {
      for (String piece : message.split(ANYTHING, -1)) {
        if (!sources.contains(piece.strip())) {
          gone.add(message);
          break;
        }
      }
    }
    assertEquals(List.of(), gone);
  }

  /** What is quoted in the first column of the tables under "When something goes wrong". */
  private static List<String> messages() throws IOException {
    String page = Files.readString(TOP.resolve("docs/running.md"));
    return page.substring(page.indexOf("## When something goes wrong"))
        .lines()
        .filter(line -> line.startsWith("| "))
        .map(line -> line.substring(0, line.indexOf(" | ", 2)))
        .flatMap(cell -> QUOTED.matcher(cell).results().map(result -> result.group(1)))
        .toList();
  }

  /** The main sources of all modules, each string in one piece. */
  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String module : List.of("domain", "persistence", "http-adapter", "app")) {
      try (Stream<Path> files = Files.walk(TOP.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          all.append(Files.readString(file)).append('\n');
        }
      }
    }
    return CONTINUED.matcher(all).replaceAll("");
  }
}
