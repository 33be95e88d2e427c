package linkhold.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of this machine that the benchmark calls. */
final class Command {

  private Command() {}

  /** The path of a program on the {@code PATH}. */
  static Optional<Path> find(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Runs a program and returns what it printed.
   *
   * @throws IOException when it fails, with what it printed
   */
  static String run(Duration limit, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("bench", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      try {
        boolean ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
        String text = Files.readString(output, UTF_8);
        if (!ended || process.exitValue() != 0) {
          throw new IOException(command.getFirst() + (ended ? " failed: " : " hung: ") + text);
        }
        return text;
      } finally {
        process.destroyForcibly();
      }
    } finally {
      Files.delete(output);
    }
  }
}
