package linkhold.domain;

import java.net.UnknownHostException;

/**
 * The store cannot answer at the moment: it cannot be reached, is starting or is overloaded.
 * Whether a write took effect is unknown; every write can be retried safely.
 */
public final class UnavailableException extends DomainException {

  public UnavailableException(String message) {
    super(message);
  }

  /**
   * The store cannot answer.
   *
   * @param message for clients
   * @param cause its message is for the log
   */
  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * The reason in one line for the log: the message of the cause, or the host that is not known;
   * empty when there is no cause.
   */
  public String reason() {
    Throwable cause = getCause();
    if (cause == null) {
      return "";
    }
    for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
      if (inner instanceof UnknownHostException unknown) {
        return "the host \"" + unknown.getMessage() + "\" is not known";
      }
    }
    return String.valueOf(cause.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
