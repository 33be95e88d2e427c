package linkhold.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import linkhold.persistence.backup.BackupSummary;
import linkhold.persistence.backup.Restore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code linkhold backup}: a snapshot of everything in one file. */
@Command(
    name = "backup",
    description = {
      "Writes everything, of every account, to one file, also while a server runs.",
      "'linkhold restore' restores it, into any PostgreSQL from 14 on."
    },
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {

  private final Clock clock;

  @Mixin private final DatabaseOptions options = new DatabaseOptions();

  @Option(
      names = "--verify",
      description = "check that the backup FILE is complete and can be restored; write nothing")
  private boolean verify;

  @Parameters(
      paramLabel = "FILE",
      description = "the file to write; replaced only by a complete backup")
  private Path file = Path.of("");

  BackupCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    try {
      if (verify) {
        System.err.println("The backup is complete: " + describe(Restore.verify(file)));
      } else {
        backUp();
      }
      return 0;
    } catch (NoSuchFileException e) {
      throw new StartException("There is no " + e.getFile() + ".", e);
    } catch (IOException e) {
      throw new StartException(
          "Cannot " + (verify ? "read " : "write ") + file + ": " + e.getMessage(), e);
    }
  }

  private void backUp() throws IOException {
    if (Files.isDirectory(file)) {
      throw new StartException(file + " is a directory: name the file to write.");
    }
    try (DatabaseServer database = DatabaseServer.join(options.read())) {
      ProgressBar bar = new ProgressBar(0);
      BackupSummary summary =
          BackupFile.write(
              database.settings(), file, clock.instant(), rows -> bar.show(rows, rows + " rows"));
      bar.end();
      System.err.println("Backed up " + describe(summary));
    }
  }

  /** Such as {@code 2 accounts, 1002 links, of 2026-11-28T12:00:00Z}. */
  static String describe(BackupSummary summary) {
    return counted(summary.rows("accounts"), "account")
        + ", "
        + counted(summary.rows("links"), "link")
        + " (deletions included), of "
        + summary.head().createdAt()
        + ".";
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
