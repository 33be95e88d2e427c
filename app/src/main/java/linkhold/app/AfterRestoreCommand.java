package linkhold.app;

import java.time.Clock;
import java.util.concurrent.Callable;
import linkhold.domain.Stores;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code linkhold after-restore}: makes devices copy everything again. */
@Command(
    name = "after-restore",
    description = {
      "Makes devices copy everything again.",
      "Run it once after the data were restored from a backup, before serving: otherwise devices"
          + " would miss some changes. It changes no link."
    },
    mixinStandardHelpOptions = true)
final class AfterRestoreCommand implements Callable<Integer> {

  private final Clock clock;

  @Mixin private final DatabaseOptions options = new DatabaseOptions();

  AfterRestoreCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    try (Stores stores = options.join(clock)) {
      int accounts = stores.accounts().renewEpochs();
      System.err.println(
          accounts == 1
              ? "Devices copy 1 account again."
              : "Devices copy " + accounts + " accounts again.");
    }
    return 0;
  }
}
