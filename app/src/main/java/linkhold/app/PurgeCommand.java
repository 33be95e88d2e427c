package linkhold.app;

import java.time.Clock;
import java.util.concurrent.Callable;
import linkhold.domain.Stores;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code linkhold purge}: forgets old deletions, as a server does by itself each day. */
@Command(
    name = "purge",
    description = {
      "Removes the records of deletions that are older than --tombstone-retention.",
      "A server does so by itself each day. A device that has not synchronised since then has to"
          + " copy everything again."
    },
    mixinStandardHelpOptions = true)
final class PurgeCommand implements Callable<Integer> {

  private final Clock clock;

  @Mixin private final DatabaseOptions options = new DatabaseOptions();

  PurgeCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Configuration configuration = options.read();
    try (Stores stores = ConfiguredStores.join(configuration, clock)) {
      long forgotten =
          stores
              .sync()
              .purge(clock.instant().minus(configuration.get(Settings.TOMBSTONE_RETENTION)));
      System.err.println(
          forgotten == 1 ? "Forgot 1 deletion." : "Forgot " + forgotten + " deletions.");
    }
    return 0;
  }
}
