package linkhold.persistence.backup;

/**
 * A backup cannot be made or put back; the message says why and what to do. Nothing has changed.
 */
public final class BackupException extends RuntimeException {

  /** For a reason that needs no cause. */
  public BackupException(String message) {
    super(message);
  }

  /** For a reason that another failure has. */
  public BackupException(String message, Throwable cause) {
    super(message, cause);
  }
}
