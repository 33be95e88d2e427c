package linkhold.persistence;

/** The database's schema cannot be brought up to date by this program. */
public final class SchemaException extends RuntimeException {

  SchemaException(String message) {
    super(message);
  }

  SchemaException(String message, Throwable cause) {
    super(message, cause);
  }
}
