package linkhold.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import linkhold.bench.BenchDatabase.Address;

/**
 * The servers that Linkhold is compared with. Each runs with the JVM flags that Linkhold's script
 * chose.
 *
 * @param home the folder of the source
 * @param log gets what the servers print on standard error
 * @param database the database that they use
 * @param jvmFlags the flags of Linkhold's JVM
 */
record Rivals(Path home, Path log, Address database, List<String> jvmFlags) {

  /** A rival: its name in the report, and its folder under {@code bench}. */
  record Rival(String name, String folder) {}

  static final List<Rival> ALL =
      List.of(
          new Rival("plain JDBC", "jdbc"),
          new Rival("Vert.x", "vertx"),
          new Rival("Spring", "spring"));

  /** Starts a rival. */
  ServerProcess start(Rival rival) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(jvmFlags);
    command.addAll(List.of("-jar", jar(rival).toString()));
    return ServerProcess.start(
        command,
        Map.of(
            "BENCH_JDBC_URL",
            database.jdbcUrl(),
            "BENCH_URI",
            database.uri(),
            "BENCH_USER",
            database.user(),
            "BENCH_PASSWORD",
            database.password()),
        log);
  }

  private Path jar(Rival rival) {
    return home.resolve("bench/" + rival.folder() + "/target/rival-" + rival.folder() + ".jar");
  }
}
