package linkhold.app;

import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code linkhold after-restore}: has devices begin their copies anew. */
@Command(
    name = "after-restore",
    description = {
      "To be run once after the data were put back from a backup, before serving:",
      "devices then know that what they saw later is gone, and copy everything anew.",
      "Changes no link."
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
    try (ConfiguredDatabase database = options.join(clock)) {
      int accounts = database.stores().accounts().renewEpochs();
      System.err.println(
          accounts == 1
              ? "Devices copy 1 account anew."
              : "Devices copy " + accounts + " accounts anew.");
    }
    return 0;
  }
}
