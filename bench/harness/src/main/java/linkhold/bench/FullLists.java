package linkhold.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code GET /links} of whole libraries, beside psql that reads the same URLs and prints them to
 * nowhere.
 */
final class FullLists {

  private static final Pattern TIME = Pattern.compile("Time: ([\\d.]+) ms");

  private final BenchDatabase.Address database;
  private final Tools tools;
  private final Progress progress;

  FullLists(BenchDatabase.Address database, Tools tools, Progress progress) {
    this.database = database;
    this.tools = tools;
    this.progress = progress;
  }

  /** Reads a whole library again and again, in turn with psql. */
  Row compare(ServerProcess server, Accounts accounts, int times)
      throws IOException, InterruptedException {
    Row row =
        new Row(
            String.format(Locale.ROOT, "`GET /links` of %,d URLs", accounts.links()),
            " ms",
            Goal.atMost(1.25, "psql"));
    for (int i = 0; i <= times; i++) {
      double own = read(server.port(), accounts);
      progress.say("%s: %,.0f ms", row.title(), own);
      if (i > 0) { // the first fills the caches
        row.of(Row.OWN).add(own);
      }
      if (tools.psql().isPresent()) {
        double bare = psql(tools.psql().get(), accounts);
        progress.say("%s by psql: %,.0f ms", row.title(), bare);
        if (i > 0) {
          row.of("psql").add(bare);
        }
      }
    }
    return row;
  }

  static double read(int port, Accounts accounts) throws IOException {
    try (var connection = new HttpConnection(port)) {
      long start = System.nanoTime();
      HttpConnection.Answer answer =
          connection.call(HttpConnection.get("/links", accounts.token()));
      if (!answer.isGood()) {
        throw new IOException("GET /links was answered " + answer.status());
      }
      return (System.nanoTime() - start) / 1e6;
    }
  }

  /** The time that psql tells for the statement and its rows, without its own start. */
  private double psql(Path psql, Accounts accounts) throws IOException, InterruptedException {
    String output =
        Command.run(
            Duration.ofMinutes(2),
            Map.of("PGPASSWORD", database.password()),
            List.of(
                psql.toString(),
                "--no-psqlrc",
                "--no-align",
                "--tuples-only",
                "--output=/dev/null",
                "--command=\\timing on",
                "--command=select url from links where account_id = "
                    + accounts.firstId()
                    + " and not deleted order by id",
                "--host=" + database.host(),
                "--port=" + database.port(),
                "--username=" + database.user(),
                database.name()));
    Matcher time = TIME.matcher(output);
    if (!time.find()) {
      throw new IOException("psql printed no time: " + output);
    }
    return Double.parseDouble(time.group(1));
  }
}
