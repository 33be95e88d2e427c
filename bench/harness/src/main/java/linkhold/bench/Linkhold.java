package linkhold.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts Linkhold as people do, by its script.
 *
 * @param home the folder of the source
 * @param log gets what the servers print on standard error
 */
record Linkhold(Path home, Path log) {

  /** A server on its own PostgreSQL. */
  ServerProcess embedded(Path dataDirectory) throws IOException, InterruptedException {
    return start("--data-dir", dataDirectory.toString());
  }

  /** A server on a database that runs. */
  ServerProcess external(BenchDatabase.Address database, String... javaOptions)
      throws IOException, InterruptedException {
    return start(
        Map.of(
            "LINKHOLD_DATABASE_PASSWORD",
            database.password(),
            "LINKHOLD_JAVA_OPTIONS",
            String.join(" ", javaOptions)),
        "--database-url",
        database.jdbcUrl(),
        "--database-user",
        database.user());
  }

  private ServerProcess start(String... flags) throws IOException, InterruptedException {
    return start(Map.of(), flags);
  }

  private ServerProcess start(Map<String, String> environment, String... flags)
      throws IOException, InterruptedException {
    // The limits of tokens and accounts are off: here one does what thousands do elsewhere.
    List<String> command =
        new ArrayList<>(
            List.of(
                home.resolve("linkhold").toString(),
                "serve",
                "--port",
                "0",
                "--auth",
                "token",
                "--requests-per-token",
                "0",
                "--max-event-streams-per-account",
                "10000",
                // Nobody's pages are read, for the links lead to hosts that are there.
                "--read-pages",
                "off"));
    command.addAll(List.of(flags));
    return ServerProcess.start(command, environment, log);
  }
}
