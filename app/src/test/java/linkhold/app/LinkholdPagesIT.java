package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import linkhold.domain.Patience;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands of the pages, run in the order in which they are written, against a server. */
final class LinkholdPagesIT {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern COMMANDS =
      Pattern.compile("^```sh\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  private static final Pattern STATUS = Pattern.compile("@(\\d{3})");

  /** Reports the status of each call on standard error, and ends streams. */
  private static final String CURL =
      "curl() { command curl -sS -m 5 -w '%{stderr}@%{http_code} %{url}\\n' \"$@\"; }\n";

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @Test
  void theReadmesCallsWork() throws Exception {
    String calls =
        blocks("README.md").stream()
            .flatMap(String::lines)
            .filter(line -> line.startsWith("curl ") || line.startsWith("  -d "))
            .collect(Collectors.joining("\n"));
    assertEquals(List.of(), failures(calls));
  }

  @Test
  void theCallsForAppDevelopersWorkInTheirOrder() throws Exception {
    List<String> failures = failures(String.join("\n", blocks("docs/api.md")));
    // Signing in, for which there is nothing in open mode; not modified, a stale version, text that
    // is no cursor, and a request that is wrong on
    // purpose.
    assertEquals(List.of("403", "403", "304", "412", "400", "400"), failures);
  }

  /** The statuses other than success, in their order. */
  private static List<String> failures(String commands) throws IOException, InterruptedException {
    try (RunningLinkhold server = RunningLinkhold.serve(DATABASES.top(), DATABASES.blank())) {
      Path folder = Files.createTempDirectory(DATABASES.top(), "pages");
      Path errors = folder.resolve("errors");
      Process shell =
          new ProcessBuilder(
                  "bash",
                  "-c",
                  CURL + commands.replace("localhost:8080", "localhost:" + server.port()))
              .directory(folder.toFile())
              .redirectOutput(Redirect.to(folder.resolve("output").toFile()))
              .redirectError(Redirect.to(errors.toFile()))
              .start();
      assertTrue(shell.waitFor(Patience.seconds(120), TimeUnit.SECONDS));
      List<String> statuses = new ArrayList<>();
      Matcher status = STATUS.matcher(Files.readString(errors));
      while (status.find()) {
        statuses.add(status.group(1));
      }
      long calls = commands.lines().filter(line -> line.contains("curl ")).count();
      assertEquals(calls, statuses.size(), Files.readString(errors));
      return statuses.stream().filter(each -> !each.startsWith("2")).toList();
    }
  }

  private static List<String> blocks(String page) throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher block = COMMANDS.matcher(Files.readString(ROOT.resolve(page)));
    while (block.find()) {
      blocks.add(block.group(1));
    }
    return blocks;
  }
}
