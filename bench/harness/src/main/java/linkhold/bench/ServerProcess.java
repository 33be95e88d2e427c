package linkhold.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server that runs as a process of its own, until it is closed. */
final class ServerProcess implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("ready: http://.*:(\\d+)$");
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

  private final Process process;
  private final int port;
  private final double startSeconds;

  private ServerProcess(Process process, int port, double startSeconds) {
    this.process = process;
    this.port = port;
    this.startSeconds = startSeconds;
  }

  /**
   * Starts a server and waits for its ready line.
   *
   * @param environment variables in addition to this process's own, without those of Linkhold
   * @param log gets what the server prints on standard error
   * @throws IOException when it ends or prints no ready line in time
   */
  static ServerProcess start(List<String> command, Map<String, String> environment, Path log)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("LINKHOLD_"));
    builder.environment().putAll(environment);
    long begun = System.nanoTime();
    Process process = builder.start();
    process.getOutputStream().close();
    var ready = new CompletableFuture<Integer>();
    Thread.ofVirtual().start(() -> read(process, ready));
    try {
      int port = ready.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
      return new ServerProcess(process, port, (System.nanoTime() - begun) / 1e9);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly().waitFor();
      throw new IOException(
          String.join(" ", command) + " did not start: " + e + "\n" + Files.readString(log), e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Waits for the ready line, and reads on, so that the server's output never blocks. */
  private static void read(Process process, CompletableFuture<Integer> ready) {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher matcher = READY.matcher(line);
        if (matcher.find()) {
          ready.complete(Integer.valueOf(matcher.group(1)));
        }
      }
      ready.completeExceptionally(new IOException("it ended"));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** The time from the start of the process to its ready line. */
  double startSeconds() {
    return startSeconds;
  }

  /** The resident memory of the process, in bytes; 0 where the system does not report it. */
  long residentBytes() {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /** The CPU time that the process has used; zero where the system does not report it. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /**
   * The JVM's own flags that begin with {@code -X}; they come before the main class or jar. Those
   * for its log and its cache of classes are left out.
   */
  List<String> jvmFlags() {
    return Stream.of(process.info().arguments().orElse(new String[0]))
        .takeWhile(argument -> !argument.equals("-jar"))
        .filter(argument -> argument.startsWith("-X"))
        .filter(argument -> !argument.startsWith("-XX:AOT") && !argument.startsWith("-Xlog"))
        .toList();
  }

  /** Kills the process, as a power failure would. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks the process to end, and kills it when it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
