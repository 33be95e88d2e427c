package linkhold.app.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the small programs around PostgreSQL: {@code initdb}, {@code pg_ctl} and the like. */
final class OsProcess {

  /** A program's exit code and all that it printed. */
  record Result(int exitCode, String output) {
    boolean succeeded() {
      return exitCode == 0;
    }
  }

  private OsProcess() {}

  /**
   * Runs a program to its end.
   *
   * @throws EmbeddedPostgresException when it cannot be started
   */
  static Result run(Path workingDirectory, PostgresUser user, List<String> command) {
    Process process = start(workingDirectory, user, command);
    String output = output(process);
    return new Result(process.exitValue(), output);
  }

  /** All that a program prints until it ends. */
  static String output(Process process) {
    try (var output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), UTF_8).strip();
      process.waitFor();
      return text;
    } catch (IOException e) {
      throw new EmbeddedPostgresException("A program's output is lost: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("Interrupted while a program ran", e);
    }
  }

  /**
   * Starts a program, its two outputs in one.
   *
   * @throws EmbeddedPostgresException when it cannot be started
   */
  static Process start(Path workingDirectory, PostgresUser user, List<String> command) {
    List<String> whole = new ArrayList<>(user.prefix());
    whole.addAll(command);
    var builder =
        new ProcessBuilder(whole).directory(workingDirectory.toFile()).redirectErrorStream(true);
    // Settings meant for other PostgreSQL servers must not reach this one.
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    // Messages are read by this program: in English, whatever the user's language.
    builder.environment().put("LC_ALL", "C");
    // Without it initdb compares the system's time zone with every one that it knows.
    builder.environment().put("TZ", "UTC");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "Cannot run "
              + whole.getFirst()
              + ": "
              + e.getMessage()
              + (user.isOther()
                  ? ". Started as root, Linkhold needs setpriv (of util-linux) to run PostgreSQL as"
                      + " an ordinary user: install it, or start Linkhold as an ordinary user"
                  : ". The embedded PostgreSQL needs a file system that allows programs (no"
                      + " 'noexec') and, on Linux, glibc: choose another data directory, or give a"
                      + " database of your own with LINKHOLD_DATABASE_URL"),
          e);
    }
  }
}
