package linkhold.app.postgres;

/**
 * The embedded PostgreSQL cannot be used. The message is one that a person who hosts Linkhold can
 * act on: it names the directory or process concerned and says what to do.
 */
public final class EmbeddedPostgresException extends RuntimeException {

  EmbeddedPostgresException(String message) {
    super(message);
  }

  EmbeddedPostgresException(String message, Throwable cause) {
    super(message, cause);
  }
}
