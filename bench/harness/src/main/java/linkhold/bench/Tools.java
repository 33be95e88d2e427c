package linkhold.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The programs of this machine that the benchmark uses where they are.
 *
 * @param wrk makes the load; otherwise this program does
 * @param pgbench what Linkhold is compared with; otherwise those figures are missing
 * @param psql the same for whole lists
 */
record Tools(Optional<Path> wrk, Optional<Path> pgbench, Optional<Path> psql) {

  static Tools find() {
    return new Tools(Command.find("wrk"), Command.find("pgbench"), Command.find("psql"));
  }

  /** What makes the load; its files go into {@code directory}. */
  Load load(Path directory) throws IOException {
    return wrk.isPresent() ? new WrkLoad(wrk.get(), directory) : new SocketLoad();
  }

  /** One line for each program that is missing: what follows, and how to get it on Debian. */
  List<String> missing() {
    List<String> lines = new ArrayList<>();
    if (wrk.isEmpty()) {
      lines.add("wrk is missing, so this program makes the load itself: apt-get install wrk");
    }
    if (pgbench.isEmpty()) {
      lines.add("pgbench is missing, so it is not compared with: apt-get install postgresql");
    }
    if (psql.isEmpty()) {
      lines.add("psql is missing, so it is not compared with: apt-get install postgresql-client");
    }
    return lines;
  }
}
