package linkhold.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import linkhold.app.postgres.EmbeddedPostgres;

/** Another Linkhold: a process of its own that uses a data directory, and that a test can kill. */
public final class LinkholdProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  private LinkholdProcess(String kind, Path directory) throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    // It runs for too short a time to gain from the second compiler.
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LinkholdProcess.class.getName(),
                    kind,
                    directory.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** A server, ready. */
  public static LinkholdProcess server(Path directory) throws IOException {
    LinkholdProcess server = startingServer(directory);
    server.awaitReady();
    return server;
  }

  /** A server that has just begun to start. */
  public static LinkholdProcess startingServer(Path directory) throws IOException {
    return new LinkholdProcess("server", directory);
  }

  /** A command that saves the word {@code command} and ends, under way. */
  public static LinkholdProcess command(Path directory) throws IOException {
    return new LinkholdProcess("command", directory);
  }

  private void awaitReady() throws IOException {
    if (!"ready".equals(output.readLine())) {
      throw new IOException("The other Linkhold did not start");
    }
  }

  public long pid() {
    return process.pid();
  }

  /** As {@code kill -9} does; returns when nothing of the process is left. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public int awaitExit() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    output.close();
  }

  /** The other process's program. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[1]);
    if (arguments[0].equals("server")) {
      EmbeddedPostgres.start(directory);
      System.out.println("ready");
      Thread.currentThread().join();
    } else {
      try (var postgres = EmbeddedPostgres.join(directory)) {
        TestDatabases.execute(postgres, "insert into saved values ('command')");
      }
    }
  }
}
