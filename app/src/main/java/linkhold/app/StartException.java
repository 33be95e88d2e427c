package linkhold.app;

/** Linkhold cannot start; the message says why, and what to do. */
final class StartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** For a reason that needs no cause. */
  StartException(String message) {
    super(message);
  }

  /** For a reason that another failure has. */
  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
