package linkhold.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts Linkhold as people do, by its script.
 *
 * @param home the folder of the source
 * @param log gets what the servers print on standard error
 */
record Linkhold(Path home, Path log) {

  /** A server on its own PostgreSQL. */
  ServerProcess embedded(Path dataDirectory) throws IOException, InterruptedException {
    return start(Map.of(), "--data-dir", dataDirectory.toString(), "--read-pages=off");
  }

  /** A server on an existing database. */
  ServerProcess external(BenchDatabase.Address database, String... javaOptions)
      throws IOException, InterruptedException {
    // No pages are read, since the links lead to real hosts.
    return external(database, List.of(javaOptions), "--read-pages=off");
  }

  /** The same, which reads the linked pages of a host. */
  ServerProcess reading(BenchDatabase.Address database, String host)
      throws IOException, InterruptedException {
    return external(database, List.of(), "--read-pages-allow=" + host);
  }

  /** The same, which serves its metrics at a port of their own. */
  ServerProcess measured(BenchDatabase.Address database, int metricsPort)
      throws IOException, InterruptedException {
    return external(database, List.of(), "--read-pages=off", "--metrics-port=" + metricsPort);
  }

  private ServerProcess external(
      BenchDatabase.Address database, List<String> javaOptions, String... flags)
      throws IOException, InterruptedException {
    return start(
        Map.of(
            "LINKHOLD_DATABASE_PASSWORD",
            database.password(),
            "LINKHOLD_JAVA_OPTIONS",
            String.join(" ", javaOptions)),
        Stream.concat(
                Stream.of("--database-url", database.jdbcUrl(), "--database-user", database.user()),
                Stream.of(flags))
            .toArray(String[]::new));
  }

  private ServerProcess start(Map<String, String> environment, String... flags)
      throws IOException, InterruptedException {
    // The limits of tokens and accounts are off: one token makes all calls here.
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
                "10000"));
    command.addAll(List.of(flags));
    return ServerProcess.start(command, environment, log);
  }
}
