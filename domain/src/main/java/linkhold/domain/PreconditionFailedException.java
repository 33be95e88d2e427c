package linkhold.domain;

/** The link does not meet the caller's precondition; nothing was changed. */
public final class PreconditionFailedException extends DomainException {

  @SuppressWarnings("serial") // a record of values, never serialised
  private final Link current;

  public PreconditionFailedException(Link current) {
    super("The link has changed since the version that If-Match names.");
    this.current = current;
  }

  /** The link as it is. */
  public Link current() {
    return current;
  }
}
