package linkhold.persistence.backup;

import java.time.Instant;

/**
 * The head of a backup file.
 *
 * @param format of the file, see {@link #FORMAT}
 * @param schema the version of the database's schema: its newest migration, such as {@code 4}
 * @param product the version of the program that wrote the file
 * @param createdAt when the backup was started, in ISO 8601; the time of the snapshot
 */
public record BackupHead(int format, String schema, String product, String createdAt) {

  /** The format that is written, and the newest that can be read. */
  public static final int FORMAT = 1;

  /** A head of the present format. */
  static BackupHead of(String schema, String product, Instant createdAt) {
    return new BackupHead(FORMAT, schema, product, createdAt.toString());
  }
}
