package linkhold.bench;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** pgbench with the scripts of {@link Recording}: the database's speed with a client in C. */
final class PgbenchContender implements Contender {

  static final String NAME = "pgbench";

  private static final Pattern DONE =
      Pattern.compile("number of transactions actually processed: (\\d+)");
  private static final Pattern FAILED = Pattern.compile("number of failed transactions: (\\d+)");
  private static final Pattern SECOND = Pattern.compile("progress: .* ([\\d.]+) tps");

  /**
   * The first second is not counted: each client's statements are planned then, as servers' are
   * already.
   */
  private static final Duration PLANNING = Duration.ofSeconds(1);

  private final Path program;
  private final Path directory;
  private final BenchDatabase.Address database;
  private final Map<Workload.Kind, Work> works = new EnumMap<>(Workload.Kind.class);

  /** One kind of work: a file with a script, and libpq's options for its connections. */
  private record Work(Path script, String options) {}

  PgbenchContender(Path program, Path directory, BenchDatabase.Address database) {
    this.program = program;
    this.directory = directory;
    this.database = database;
  }

  /** Adds the script for one kind of work, and the settings of the connections that run it. */
  void add(Workload.Kind kind, String script, Map<String, String> settings) throws IOException {
    Path file = directory.resolve(kind.name().toLowerCase(Locale.ROOT) + ".sql");
    Files.writeString(file, script);
    String options =
        settings.entrySet().stream()
            .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue().replace(" ", "\\ "))
            .collect(joining(" "));
    works.put(kind, new Work(file, options));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean does(Workload workload) {
    return works.containsKey(workload.kind());
  }

  /**
   * The statement that creates links with tags leaves out accounts that others change at the same
   * moment; Linkhold saves those by another one.
   */
  @Override
  public boolean knowsWhatItSaved() {
    return false;
  }

  @Override
  public Run run(Workload workload, Duration time) throws IOException, InterruptedException {
    Work work = Objects.requireNonNull(works.get(workload.kind()));
    Path log = directory.resolve("pgbench_log");
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--no-vacuum",
                "--protocol=prepared",
                "--client=" + workload.connections(),
                "--jobs=" + Math.min(workload.connections(), 2),
                "--time=" + time.plus(PLANNING).toSeconds(),
                "--progress=1",
                "--file=" + work.script,
                "--host=" + database.host(),
                "--port=" + database.port(),
                "--username=" + database.user()));
    if (workload.isAlone()) {
      // With many clients, writing the log would slow the work down.
      command.add("--log");
      command.add("--log-prefix=" + log);
    }
    command.add(database.name());
    Map<String, String> environment =
        Map.of("PGPASSWORD", database.password(), "PGOPTIONS", work.options);
    String output = Command.run(time.plusSeconds(30), environment, command);
    long done = (long) number(DONE, output);
    long failed = FAILED.matcher(output).find() ? (long) number(FAILED, output) : 0;
    long[] micros = times(log);
    return new Run(done / rate(output), done, failed, part(micros, 0.5), part(micros, 0.99));
  }

  /** The times of the transactions, in microseconds, sorted; their logs are deleted. */
  private long[] times(Path log) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> logs = files.filter(file -> file.toString().startsWith(log.toString())).toList();
      long[] times =
          logs.stream()
              .flatMap(PgbenchContender::lines)
              .mapToLong(line -> Long.parseLong(line.split(" ", 4)[2]))
              .toArray();
      for (Path file : logs) {
        Files.delete(file);
      }
      Arrays.sort(times);
      return times;
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double part(long[] sorted, double part) {
    return sorted.length == 0 ? 0 : sorted[(int) (part * (sorted.length - 1))] / 1e3;
  }

  /** The mean of the seconds after the first. */
  private static double rate(String output) throws IOException {
    return SECOND
        .matcher(output)
        .results()
        .skip(PLANNING.toSeconds())
        .mapToDouble(second -> Double.parseDouble(second.group(1)))
        .average()
        .orElseThrow(() -> new IOException("pgbench printed no rate: " + output));
  }

  private static double number(Pattern pattern, String output) throws IOException {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IOException("pgbench printed no result: " + output);
    }
    return Double.parseDouble(matcher.group(1));
  }
}
