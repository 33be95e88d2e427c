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
 * {@code GET /links} of whole libraries, compared with psql, which reads the same URLs and prints
 * them to {@code /dev/null}.
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

  /**
   * Reads a whole library again and again, in turn with psql and with rivals that read as many bare
   * rows.
   *
   * @param rivals by their names in the report
   */
  Row compare(ServerProcess server, Map<String, ServerProcess> rivals, Accounts accounts, int times)
      throws IOException, InterruptedException {
    Row row =
        new Row(
            String.format(Locale.ROOT, "`GET /links` of %,d URLs", accounts.links()),
            " ms",
            List.of(Goal.atMost(1.25, "psql"), Goal.atMost(1, BareRows.name("Vert.x"))));
    for (int i = 0; i <= times; i++) {
      boolean counts = i > 0; // the first fills the caches
      add(row, Row.OWN, read(server.port(), accounts), counts);
      for (Map.Entry<String, ServerProcess> rival : rivals.entrySet()) {
        String path = BareRows.PREFIX + "/links?count=" + accounts.links();
        add(row, rival.getKey(), read(rival.getValue().port(), path, accounts), counts);
      }
      if (tools.psql().isPresent()) {
        add(row, "psql", psql(tools.psql().get(), accounts), counts);
      }
    }
    return row;
  }

  private void add(Row row, String contender, double millis, boolean counts) {
    progress.say("%s by %s: %,.0f ms", row.title(), contender, millis);
    if (counts) {
      row.of(contender).add(millis);
    }
  }

  static double read(int port, Accounts accounts) throws IOException {
    return read(port, "/links", accounts);
  }

  private static double read(int port, String path, Accounts accounts) throws IOException {
    try (var connection = new HttpConnection(port)) {
      long start = System.nanoTime();
      HttpConnection.Answer answer = connection.call(HttpConnection.get(path, accounts.token()));
      if (!answer.isGood()) {
        throw new IOException("GET " + path + " was answered " + answer.status());
      }
      return (System.nanoTime() - start) / 1e6;
    }
  }

  /** The time that psql reports for the statement and its rows, without its own start. */
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
