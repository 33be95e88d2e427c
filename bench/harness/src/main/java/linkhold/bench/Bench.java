package linkhold.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line: {@code bench/run}. */
@Command(
    name = "bench/run",
    description = "Measures Linkhold beside its rivals and writes a table.",
    mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {

  private static final Set<String> GROUPS =
      new TreeSet<>(
          List.of(
              "saves",
              "titles",
              "reads",
              "pages",
              "search",
              "changes",
              "lists",
              "phones",
              "transfers",
              "starts",
              "memory"));

  private static final Logger LIBRARIES = Logger.getLogger("");

  @Option(names = "--home", hidden = true, required = true, description = "the source's folder")
  private Path home = Path.of("");

  @Option(names = "--quick", description = "two minutes, to see that everything works")
  private boolean quick;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "WHAT",
      description =
          "of saves, titles, reads, pages, search, changes, lists, phones, transfers, starts,"
              + " memory")
  private Set<String> only = GROUPS;

  @Option(
      names = "--curves",
      description = "instead of the table: draw docs/figures, how times and memory grow")
  private boolean curves;

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description =
          "postgresql://user:password@host:port/database, an empty one (default: a PostgreSQL of"
              + " the benchmark's own)")
  private @Nullable URI databaseUrl;

  @Option(
      names = "--directory",
      paramLabel = "DIRECTORY",
      description = "where the data go while it runs, on a disk (default: ${DEFAULT-VALUE})")
  private Path directory = Path.of("/var/tmp");

  @Option(
      names = "--results",
      paramLabel = "DIRECTORY",
      description = "where the table goes (default: bench/results), or the curves")
  private @Nullable Path results;

  /** Runs the benchmark; exits 0 when every figure is valid. */
  public static void main(String[] arguments) {
    LIBRARIES.setLevel(Level.WARNING);
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (!GROUPS.containsAll(only)) {
      throw new CommandLine.ParameterException(
          new CommandLine(this), "--only takes " + String.join(", ", GROUPS));
    }
    Thread main = Thread.currentThread();
    var done = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> breakOff(main, done)));
    try (var work = WorkDirectory.in(directory)) {
      return curves ? draw(work.path()) : measure(work.path());
    } finally {
      done.countDown();
    }
  }

  /** On a signal to end: stops the started processes and deletes the data. */
  private static void breakOff(Thread main, CountDownLatch done) {
    main.interrupt();
    try {
      done.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int draw(Path work) throws Exception {
    Path figures = results == null ? home.resolve("docs/figures") : results;
    new Curves(home, work, figures, quick, databaseUrl).draw();
    return 0;
  }

  private int measure(Path work) throws Exception {
    Sizes sizes = quick ? Sizes.QUICK : Sizes.FULL;
    Path directory = results == null ? home.resolve("bench/results") : results;
    Report report = new Benchmark(home, work, directory, sizes, only, databaseUrl).run();
    report.write(directory);
    print(report.markdown());
    return report.isValid() ? 0 : 1;
  }

  @SuppressWarnings("SystemOut") // the table is this program's output
  private static void print(String text) {
    System.out.println(text);
  }
}
