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

/** Writes a backup to a file, which appears under its name only when it is complete. */
final class BackupFile {

  private static final String PART = ".linkhold-backup-";

  private BackupFile() {}

  /** The address of a database, as backups and restores take it. */
  static Address address(DatabaseSettings settings) {
    return new Address(settings.jdbcUrl(), settings.user(), settings.password());
  }

  /**
   * Backs a database up into {@code target}, which is replaced only by a complete backup that is
   * synced to the disk. Only its owner can read it.
   *
   * @param progress called with the number of rows written so far
   * @throws IOException when the file cannot be written
   * @throws linkhold.persistence.backup.BackupException when the database cannot be read
   */
  static BackupSummary write(
      DatabaseSettings settings, Path target, Instant now, LongConsumer progress)
      throws IOException {
    Path file = target.toAbsolutePath();
    // Readable by its owner alone, where the file system has owners.
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

  /** Whether {@code file} is the unfinished backup of a killed process. */
  static boolean isPart(Path file) {
    return file.getFileName().toString().startsWith(PART);
  }
}
