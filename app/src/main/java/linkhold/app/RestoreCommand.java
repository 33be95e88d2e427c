package linkhold.app;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import linkhold.persistence.backup.BackupSummary;
import linkhold.persistence.backup.Restore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linkhold restore}: restores a backup. */
@Command(
    name = "restore",
    description = {
      "Restores a backup, completely or not at all.",
      "It goes into an empty database or a new data directory; the server is stopped",
      "before. Afterwards devices copy everything again, since changes after the backup are",
      "lost."
    },
    mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {

  @Mixin private final DatabaseOptions options = new DatabaseOptions();

  @Option(names = "--replace", description = "replace the existing library, which is lost")
  private boolean replace;

  @Parameters(paramLabel = "FILE", description = "a file that 'linkhold backup' wrote")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    try {
      Restore restore = Restore.of(file); // before a data directory is made for it
      try (DatabaseServer database = DatabaseServer.alone(options.read())) {
        ProgressBar bar = new ProgressBar(0);
        BackupSummary summary =
            restore.into(
                BackupFile.address(database.settings()),
                replace,
                rows -> bar.show(rows, rows + " rows"));
        bar.end();
        System.err.println("Restored " + BackupCommand.describe(summary));
        return 0;
      }
    } catch (NoSuchFileException e) {
      throw new StartException("There is no " + e.getFile() + ".", e);
    } catch (IOException e) {
      throw new StartException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
