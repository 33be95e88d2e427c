package linkhold.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import linkhold.bench.Workload.Kind;

/**
 * Records the statements that Linkhold sends to the database, and makes pgbench scripts of them.
 */
final class Recording {

  private static final Set<Kind> KINDS =
      Set.of(
          Kind.SAVE_ONE_ACCOUNT,
          Kind.SAVE_MANY_ACCOUNTS,
          Kind.SAVE_FULL,
          Kind.SAVE_ALONE,
          Kind.READ,
          Kind.PAGE,
          Kind.PAGE_SMALL_ALONE,
          Kind.PAGE_HUGE_ALONE);

  /** The {@code n} of the first recorded call: a number that occurs nowhere else. */
  private static final long N = 7_654_321_076_543_210_765L;

  /** How many links a page has, at least. */
  private static final int PAGE = 50;

  private Recording() {}

  /** Gives {@code pgbench} a script for each of {@code workloads} that it can do. */
  static void run(
      Linkhold linkhold, BenchDatabase database, List<Workload> workloads, PgbenchContender pgbench)
      throws IOException, SQLException, InterruptedException {
    try (var recorder = new StatementRecorder(database.address());
        ServerProcess server =
            linkhold.external(database.address().by(recorder.port()).withTextsOnly())) {
      recorder.awaitQuiet("links");
      long next = N;
      for (Workload workload : workloads) {
        if (KINDS.contains(workload.kind())) {
          // Each has its own n, since an existing link is not created.
          String n = Long.toString(next++);
          RecordedTransaction recorded = record(recorder, server.port(), workload, n);
          String script = script(recorded.statements(), database, workload, n);
          check(database, workload, script);
          pgbench.add(workload.kind(), script, recorded.settings());
        }
      }
    }
  }

  /**
   * The script for one kind of work. Linkhold's statement that reads links for many callers at once
   * is slow for a single link; pgbench reads one link per statement, by a plain one.
   */
  private static String script(
      List<RecordedStatement> recorded, BenchDatabase database, Workload workload, String n)
      throws IOException, SQLException {
    return workload.kind() == Kind.READ
        ? PgbenchScript.readingOne(workload.accounts())
        : PgbenchScript.of(database, workload.accounts(), recorded, n);
  }

  /** Checks that a reading script finds the same rows as the server. */
  private static void check(BenchDatabase database, Workload workload, String script)
      throws IOException, SQLException {
    if (workload.kind().group().equals("saves")) {
      return; // counted after each run
    }
    String query =
        script
            .replaceAll("(?m)^\\\\.*\\R", "")
            .replace(":id", PgbenchScript.ID)
            .replace(":account", Long.toString(workload.accounts().firstId()));
    long rows = database.rows(query);
    long least = workload.kind() == Kind.READ ? 1 : PAGE;
    if (rows < least) {
      throw new IOException(workload.title() + " by pgbench reads " + rows + " rows: " + query);
    }
  }

  private static RecordedTransaction record(
      StatementRecorder recorder, int port, Workload workload, String n) throws IOException {
    String token = workload.accounts().token();
    try (var connection = new HttpConnection(port)) {
      // The first call also reads the token's account.
      String other = Long.toString(Load.numbers());
      connection.call(workload.request().bytes(token, other, PgbenchScript.ID));
      recorder.clear();
      HttpConnection.Answer answer =
          connection.fetch(workload.request().bytes(token, n, PgbenchScript.ID));
      if (!answer.isGood()) {
        throw new IOException(workload.title() + " was answered " + answer);
      }
      return recorder.last("links");
    }
  }
}
