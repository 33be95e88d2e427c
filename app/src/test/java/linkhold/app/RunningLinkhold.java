package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import linkhold.domain.Patience;

/**
 * The packaged program, started as a person starts it: by {@code ./linkhold}. It is trained before
 * its first start, so that all starts are quick.
 */
final class RunningLinkhold implements AutoCloseable {

  /** The result of a command. */
  record Run(int exitCode, String output, String errors) {}

  private static final Path SCRIPT = Path.of("..", "linkhold").toAbsolutePath().normalize();
  private static final String READY = "Linkhold is ready: ";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** They run for too short a time to gain from the second compiler. */
  private static final String JAVA_OPTIONS = "-XX:TieredStopAtLevel=1";

  static {
    train();
  }

  private final Path output;
  private final Path errors;
  private final Process process;

  private RunningLinkhold(Path folder, Map<String, String> environment, List<String> command) {
    try {
      output = Files.createTempFile(folder, "linkhold", ".out");
      errors = Files.createTempFile(folder, "linkhold", ".err");
      ProcessBuilder builder =
          process(command)
              .redirectOutput(Redirect.to(output.toFile()))
              .redirectError(Redirect.to(errors.toFile()));
      // Tests save links to existing hosts; only tests with page servers of their own may read
      // pages.
      builder.environment().put("LINKHOLD_READ_PAGES", "off");
      builder.environment().putAll(environment);
      builder
          .environment()
          .merge("LINKHOLD_JAVA_OPTIONS", JAVA_OPTIONS, (given, own) -> own + " " + given);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A process with this JVM and none of the settings of the person who runs the tests. */
  private static ProcessBuilder process(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("LINKHOLD_") || name.startsWith("OTEL_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  /** Makes the cache of the packaged program where there is none. */
  private static void train() {
    try {
      Process training =
          process(List.of(SCRIPT.toString(), "train")).redirectErrorStream(true).start();
      String output = new String(training.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (training.waitFor() != 0) {
        throw new IllegalStateException("It cannot be trained: " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while it was trained.", e);
    }
  }

  /** The packaged program's cache, which starts use. */
  static Path cache() throws IOException {
    try (var caches = Files.newDirectoryStream(SCRIPT.resolveSibling("app/target"), "*.aot")) {
      return caches.iterator().next();
    }
  }

  /**
   * Starts the program, which may not be ready yet. Its outputs go to files in the folder. {@link
   * TestDatabases} says what it uses instead of a data directory.
   */
  static RunningLinkhold launch(Path folder, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(arguments));
    Map<String, String> all = new HashMap<>(environment);
    dataDirectory(environment, command)
        .flatMap(TestDatabases::inPlaceOf)
        .ifPresent(database -> all.put("LINKHOLD_DATABASE_URL", database.url()));
    return new RunningLinkhold(folder, all, command);
  }

  /** The data directory that the program is given. */
  private static Optional<Path> dataDirectory(
      Map<String, String> environment, List<String> arguments) {
    Optional<String> found = Optional.ofNullable(environment.get("LINKHOLD_DATA_DIR"));
    for (String argument : arguments) {
      if (argument.startsWith("--data-dir=")) {
        found = Optional.of(argument.substring("--data-dir=".length()));
      }
    }
    int flag = arguments.indexOf("--data-dir");
    return (flag < 0 ? found : Optional.of(arguments.get(flag + 1))).map(Path::of);
  }

  /** Like {@link #launch}, with another command than {@code ./linkhold}. */
  static RunningLinkhold launchBy(List<String> command, Path folder, String... arguments) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    return new RunningLinkhold(folder, Map.of(), all);
  }

  /** Like {@link #launch}, of a command for a data directory. */
  static RunningLinkhold command(Path folder, Path directory, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data-dir", directory.toString()));
    return launch(folder, Map.of(), all.toArray(String[]::new));
  }

  /** Runs a command for a data directory. */
  static Run run(Path folder, Path directory, String... arguments) throws InterruptedException {
    try (var command = command(folder, directory, arguments)) {
      int exitCode = command.awaitExit();
      return new Run(exitCode, command.output(), command.errors());
    }
  }

  /** A server on the data directory, ready. */
  static RunningLinkhold serve(Path folder, Path directory) {
    var server = launch(folder, Map.of(), "--port", "0", "--data-dir", directory.toString());
    server.awaitReady();
    return server;
  }

  /** A server on a database that it does not start itself; it may not be ready yet. */
  static RunningLinkhold external(
      Path folder, TestDatabase database, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("LINKHOLD_PORT", "0");
    environment.put("LINKHOLD_DATABASE_URL", database.url());
    return launch(folder, environment);
  }

  /** Waits until it serves. If that fails, or the test is interrupted, closes it. */
  void awaitReady() {
    try {
      Patience.await(
          "the ready line",
          () -> {
            if (!process.isAlive()) {
              throw new AssertionError("It ended: " + errors());
            }
            return Files.readString(output).endsWith("\n");
          });
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Waits for its end; the exit code. */
  int awaitExit() throws InterruptedException {
    assertTrue(
        process.waitFor(Patience.seconds(60), TimeUnit.SECONDS),
        () -> "It does not end: " + errors());
    return process.exitValue();
  }

  /** What it has printed on standard error. */
  String errors() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has printed on standard output. */
  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() throws IOException {
    return request("").build().uri().getPort();
  }

  long pid() {
    return process.pid();
  }

  /** Kills it as {@code kill -9} does, and waits until its locks are gone with its last thread. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends it SIGTERM, as a service manager does. */
  void terminate() {
    process.destroy();
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return CLIENT.send(request(path).GET().build(), BodyHandlers.ofString());
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  /** Calls with a token; a body, when there is one, is JSON. */
  HttpResponse<String> call(String token, String method, String path, String body)
      throws IOException, InterruptedException {
    return CLIENT.send(
        request(path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Calls a server that asks for no token; a body is JSON. */
  HttpResponse<String> call(String method, String path, String body)
      throws IOException, InterruptedException {
    return CLIENT.send(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return CLIENT.send(
        request("/links")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Saves a URL that has no character to escape; the answer's status. */
  int save(String url) throws IOException, InterruptedException {
    return post("{\"url\": \"" + url + "\"}").statusCode();
  }

  /** The URLs that are listed, none of which has a character to escape. */
  List<String> list() throws IOException, InterruptedException {
    HttpResponse<String> answer = get("/links");
    assertEquals(200, answer.statusCode(), answer.body());
    String inside = answer.body().replaceAll("^\\[\"?|\"?]$", "");
    return inside.isEmpty() ? List.of() : List.of(inside.split("\",\"", -1));
  }

  /** Where it listens. */
  URI address() {
    String line = output().strip();
    assertTrue(line.startsWith(READY), line);
    return URI.create(line.substring(READY.length()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address() + path));
  }

  /**
   * Ends it and the PostgreSQL that it started, also in a test that was interrupted. Killing it
   * would leave PostgreSQL running.
   */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    process.destroy();
    try {
      Patience.await("the end of the program", () -> !process.isAlive());
    } finally {
      process.destroyForcibly();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
