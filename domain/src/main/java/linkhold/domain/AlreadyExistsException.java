package linkhold.domain;

/** What was to be created exists already; nothing was changed. */
public final class AlreadyExistsException extends DomainException {

  public AlreadyExistsException(String message) {
    super(message);
  }

  /** An account has the name. */
  public static AlreadyExistsException account() {
    return new AlreadyExistsException("There is an account of this name already.");
  }
}
