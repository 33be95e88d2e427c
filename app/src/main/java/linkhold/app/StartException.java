package linkhold.app;

/** Linkhold cannot start; the message says why, and what to do. */
final class StartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Without a cause. */
  StartException(String message) {
    super(message);
  }

  /** With a cause. */
  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
