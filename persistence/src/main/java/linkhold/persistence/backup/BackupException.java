package linkhold.persistence.backup;

/**
 * A backup cannot be made or restored; the message says why and what to do. Nothing has changed.
 */
public final class BackupException extends RuntimeException {

  /** Without a cause. */
  public BackupException(String message) {
    super(message);
  }

  /** With a cause. */
  public BackupException(String message, Throwable cause) {
    super(message, cause);
  }
}
