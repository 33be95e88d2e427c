package linkhold.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Programs of this machine that the benchmark uses when they are installed.
 *
 * @param wrk makes the load; without it this program does
 * @param pgbench is compared with Linkhold; without it those figures are missing
 * @param psql is compared for whole lists; without it those figures are missing
 */
record Tools(Optional<Path> wrk, Optional<Path> pgbench, Optional<Path> psql) {

  static Tools find() {
    return new Tools(Command.find("wrk"), Command.find("pgbench"), Command.find("psql"));
  }

  /** The load generator; its files are written into {@code directory}. */
  Load load(Path directory) throws IOException {
    return wrk.isPresent() ? new WrkLoad(wrk.get(), directory) : new SocketLoad();
  }

  /** A line for each missing program: the consequence, and how to install it on Debian. */
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
