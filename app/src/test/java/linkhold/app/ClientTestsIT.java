package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the tests of the clients in other languages than Java, where their tools are installed. */
final class ClientTestsIT {

  private static final Path CLIENTS = Path.of("..", "clients").toAbsolutePath().normalize();

  @TempDir private Path folder;

  @Test
  void theTestsOfTheJavaScriptClientPass() throws Exception {
    assumeTrue(has("node", "-e", "AbortSignal.any([])"), "There is no Node 20.3 or newer here");
    run(CLIENTS.resolve("javascript"), List.of("node", "--test", "test/"));
  }

  @Test
  void theTestsOfTheSwiftClientPass() throws Exception {
    assumeTrue(has("swift", "--version"), "There is no Swift here");
    String build = folder.resolve("build").toString();
    run(CLIENTS.resolve("swift"), List.of("swift", "test", "--scratch-path", build));
  }

  private void run(Path directory, List<String> command) throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> read(output));
  }

  private static String read(Path output) {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static boolean has(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
