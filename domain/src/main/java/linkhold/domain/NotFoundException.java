package linkhold.domain;

/** What was asked for is not there, or is another account's, which looks the same. */
public final class NotFoundException extends DomainException {

  public NotFoundException(String message) {
    super(message);
  }
}
