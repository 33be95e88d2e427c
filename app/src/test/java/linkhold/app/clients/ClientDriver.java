package linkhold.app.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import linkhold.domain.Patience;

/** A running driver of a client, as clients/conformance/README.md describes it. */
final class ClientDriver implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** An answer that has not arrived yet. */
  record Asked(long id, String what, CompletableFuture<JsonNode> answer) {}

  /** An answer that is an error. */
  static final class DriverException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String kind;

    DriverException(String what, JsonNode error) {
      super(what + " answers " + error);
      kind = error.path("kind").asText();
    }

    String kind() {
      return kind;
    }
  }

  private final Process process;
  private final Path errors;
  private final Writer commands;
  private final Map<Long, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new ArrayList<>();
  private long last;

  ClientDriver(List<String> command, Path top, Path errors) {
    this.errors = errors;
    try {
      var builder = new ProcessBuilder(command).directory(top.toFile());
      builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    commands = process.outputWriter();
    Thread.ofVirtual().start(() -> read(process.inputReader()));
  }

  private void read(BufferedReader lines) {
    try (lines) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode said = JSON.readTree(line);
        if (said.has("id")) {
          CompletableFuture<JsonNode> answer = answers.remove(said.path("id").asLong());
          if (answer != null) {
            answer.complete(said);
          }
        } else {
          synchronized (events) {
            events.add(said);
          }
        }
      }
    } catch (IOException e) {
      // It was ended.
    }
    answers.values().forEach(answer -> answer.completeExceptionally(new IOException("It ended")));
  }

  /** Sends a command, and does not wait for its answer. */
  Asked begin(String what, Map<String, ?> members) {
    long id = ++last;
    ObjectNode command = JSON.createObjectNode().put("id", id).put("do", what);
    members.forEach((name, value) -> command.set(name, JSON.valueToTree(value)));
    var answer = new CompletableFuture<JsonNode>();
    answers.put(id, answer);
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(what + ": " + errors(), e);
    }
    return new Asked(id, what, answer);
  }

  /**
   * Waits for an answer; its {@code ok}.
   *
   * @throws DriverException when it is an error
   */
  JsonNode end(Asked asked) {
    JsonNode answer;
    try {
      answer = asked.answer.get(Patience.seconds(60), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(asked.what + " is not answered: " + errors(), e);
    }
    if (answer.has("error")) {
      throw new DriverException(asked.what, answer.path("error"));
    }
    return answer.path("ok");
  }

  JsonNode ask(String what, Map<String, ?> members) {
    return end(begin(what, members));
  }

  /** Waits for an event with this value of a member, and discards it and those before. */
  void await(String event, String member, String value) {
    Patience.await(
        event + " " + value,
        () -> {
          synchronized (events) {
            for (int i = 0; i < events.size(); i++) {
              JsonNode one = events.get(i);
              if (event.equals(one.path("event").asText())
                  && value.equals(one.path(member).asText())) {
                events.subList(0, i + 1).clear();
                return true;
              }
            }
            return false;
          }
        });
  }

  /** How many bytes it has written to files so far, by the system's count; -1 where it has none. */
  long written() {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "io")).stream()
          .filter(line -> line.startsWith("wchar:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      return -1;
    }
  }

  /** Kills it, as a system does that needs the memory. */
  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Its standard error. */
  String errors() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes its input, which ends it and what it still runs. */
  @Override
  public void close() {
    if (!process.isAlive()) {
      return;
    }
    try {
      commands.close();
      if (!process.waitFor(Patience.seconds(30), TimeUnit.SECONDS)) {
        throw new AssertionError("It does not end: " + errors());
      }
      assertEquals(0, process.exitValue(), this::errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
