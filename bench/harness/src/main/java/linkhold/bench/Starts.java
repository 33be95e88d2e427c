package linkhold.bench;

import java.io.IOException;

/** The time from the start of the process to its ready line, on existing data. */
final class Starts {

  private Starts() {}

  /** Starts a server. */
  interface Start {
    ServerProcess go() throws IOException, InterruptedException;
  }

  /**
   * Starts and stops a server several times, after one start that fills the file system's cache.
   */
  static Row measure(String title, double limit, int times, Start start, Progress progress)
      throws IOException, InterruptedException {
    Row row = new Row(title, " s", new Goal.Limit(limit, " s"));
    for (int i = 0; i <= times; i++) {
      try (ServerProcess server = start.go()) {
        progress.say("%s: %.2f s", title, server.startSeconds());
        if (i > 0) {
          row.of(Row.OWN).add(server.startSeconds());
        }
      }
    }
    return row;
  }
}
