package linkhold.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import linkhold.bench.Workload.Kind;

/**
 * Lets each contender do each work, one after the other, round after round, so that a slow minute
 * of the machine hits all of them.
 */
final class Rounds {

  /** A server is warm when it is faster than in the run before by less than this. */
  private static final double GAIN = 1.05;

  private static final Set<Kind> WARMING =
      Set.of(Kind.SAVE_MANY_ACCOUNTS, Kind.READ, Kind.PAGE, Kind.SEARCH);

  private final BenchDatabase database;
  private final List<Contender> contenders;
  private final List<Workload> workloads;
  private final Progress progress;
  private final Map<Kind, Row> rows = new EnumMap<>(Kind.class);

  Rounds(
      BenchDatabase database,
      List<Contender> contenders,
      List<Workload> workloads,
      Progress progress) {
    this.database = database;
    this.contenders = contenders;
    this.workloads = workloads;
    this.progress = progress;
    for (Workload workload : workloads) {
      String unit = workload.isAlone() ? " ms" : "/s";
      rows.put(workload.kind(), new Row(workload.title(), unit, workload.goals()));
    }
  }

  /** Loads each server until it is warm. */
  void warmUp(Duration time, int most) throws IOException, InterruptedException {
    for (Contender contender : contenders) {
      if (contender instanceof HttpContender) {
        for (Workload workload : workloads) {
          if (WARMING.contains(workload.kind()) && contender.does(workload)) {
            warmUp(contender, workload, time, most);
          }
        }
      }
    }
  }

  private void warmUp(Contender contender, Workload workload, Duration time, int most)
      throws IOException, InterruptedException {
    double before = 0;
    for (int i = 0; i < most; i++) {
      double rate = contender.run(workload, time).rate();
      progress.say("Warming up %s: %s, %,.0f/s", contender.name(), workload.title(), rate);
      if (rate < before * GAIN) {
        return;
      }
      before = rate;
    }
  }

  /** Runs the rounds. Returns a row for each work, in their order. */
  List<Row> run(int count, Duration time) throws IOException, SQLException, InterruptedException {
    for (int round = 1; round <= count; round++) {
      for (Workload workload : workloads) {
        for (Contender contender : contenders) {
          if (contender.does(workload)) {
            Run run = run(contender, workload, time);
            add(contender, workload, run);
            progress.say(
                "Round %d of %d: %s, %s: %,.0f/s, median %.2f ms%s",
                round,
                count,
                workload.title(),
                contender.name(),
                run.rate(),
                run.p50(),
                run.failures() > 0 ? ", " + run.failures() + " FAILED" : "");
          }
        }
      }
    }
    return workloads.stream().map(workload -> row(workload.kind())).toList();
  }

  /** The row of one work, to which each round adds its figures. */
  Row row(Kind kind) {
    Row row = rows.get(kind);
    if (row == null) {
      throw new IllegalArgumentException(kind + " is not measured");
    }
    return row;
  }

  /** A run; saves are counted in the database too. */
  private Run run(Contender contender, Workload workload, Duration time)
      throws IOException, SQLException, InterruptedException {
    if (!workload.kind().saves()) {
      return attempt(contender, workload, time);
    }
    long before = saves(workload.accounts());
    Run run = attempt(contender, workload, time);
    long saved = saves(workload.accounts()) - before;
    if (!contender.knowsWhatItSaved() && saved > 0.9 * run.answers()) {
      return run.withAnswers(Math.min(saved, run.answers()));
    }
    // The last calls of a run are interrupted: they are saved, but not counted as answered.
    long most = run.answers() + 2L * workload.connections() + 1;
    return saved < run.answers() || saved > most
        ? run.withFailures(Math.abs(run.answers() - saved))
        : run;
  }

  /** A run; when it fails, its figure is invalid, and the other runs continue. */
  private Run attempt(Contender contender, Workload workload, Duration time)
      throws InterruptedException {
    try {
      return contender.run(workload, time);
    } catch (IOException e) {
      progress.say("%s: %s", contender.name(), String.valueOf(e.getMessage()));
      return new Run(1, 0, 1, 0, 0);
    }
  }

  /** The number of saves so far: each takes a revision of its account, or the id of a bare row. */
  private long saves(Accounts accounts) throws SQLException {
    return database.number(
        "select sum(revision) + (select max(id) from bare_links) from revisions where account_id"
            + " between "
            + accounts.firstId()
            + " and "
            + (accounts.firstId() + accounts.count() - 1));
  }

  private void add(Contender contender, Workload workload, Run run) {
    Figure figure = row(workload.kind()).of(contender.name());
    figure.add(workload.isAlone() ? run.p50() : run.rate());
    if (run.failures() > 0) {
      figure.spoil(run.failures() + " calls failed");
    }
  }
}
