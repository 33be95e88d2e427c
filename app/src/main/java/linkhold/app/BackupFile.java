package linkhold.app;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.function.LongConsumer;
import linkhold.persistence.DatabaseSettings;
import linkhold.persistence.backup.Address;
import linkhold.persistence.backup.Backup;
import linkhold.persistence.backup.BackupSummary;

/** A backup as a file: complete under its name, or not there. */
final class BackupFile {

  private static final String PART = ".linkhold-backup-";

  private BackupFile() {}

  /** The address of a database, as backups and restores take it. */
  static Address address(DatabaseSettings settings) {
    return new Address(settings.jdbcUrl(), settings.user(), settings.password());
  }

  /**
   * Backs a database up into {@code target}, which is replaced only by a whole backup that is on
   * the disk. Only its owner can read it, since it holds what people saved.
   *
   * @param progress is given the number of rows written so far
   * @throws IOException when the file cannot be written
   * @throws linkhold.persistence.backup.BackupException when the database cannot be read
   */
  static BackupSummary write(
      DatabaseSettings settings, Path target, Instant now, LongConsumer progress)
      throws IOException {
    Path file = target.toAbsolutePath();
    // Made for its owner alone where the file system knows owners.
    Path part = Files.createTempFile(file.getParent(), PART, ".part");
    try {
      BackupSummary summary;
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        summary =
            Backup.write(
                address(settings),
                Main.Version.text(),
                now,
                Channels.newOutputStream(channel),
                progress);
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return summary;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Whether {@code file} is what a process that was killed has left of a backup. */
  static boolean isPart(Path file) {
    return file.getFileName().toString().startsWith(PART);
  }
}
