package linkhold.domain;

/**
 * The store cannot answer at the moment: it is away, starting or overloaded. Whether a write took
 * effect is unknown; every write can be repeated safely.
 */
public final class UnavailableException extends DomainException {

  public UnavailableException(String message) {
    super(message);
  }

  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
