package linkhold.domain;

/** What was to be created is there already, and nothing was changed. */
public final class AlreadyExistsException extends DomainException {

  public AlreadyExistsException(String message) {
    super(message);
  }
}
