package linkhold.domain;

/** What was asked for does not exist, or belongs to another account, which looks the same. */
public final class NotFoundException extends DomainException {

  public NotFoundException(String message) {
    super(message);
  }
}
