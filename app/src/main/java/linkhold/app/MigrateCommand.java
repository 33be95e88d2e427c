package linkhold.app;

import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code linkhold migrate}: brings the schema up to date without serving. */
@Command(
    name = "migrate",
    description = "Brings the database's schema and links up to date; serve does so by itself.",
    mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {

  private final Clock clock;

  @Mixin private final DatabaseOptions options = new DatabaseOptions();

  MigrateCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    try (ConfiguredDatabase database = ConfiguredDatabase.join(options.read(), clock)) {
      System.err.println("The schema is up to date.");
      long written = database.renew();
      if (written > 0) {
        System.err.println("Computed " + written + " links again by the rules of this version.");
      }
    }
    return 0;
  }
}
