package linkhold.domain;

/** A copy has to start over: the changes since its cursor are no longer known. */
public final class ExpiredCursorException extends DomainException {

  public ExpiredCursorException() {
    super("The changes since this cursor are no longer complete. Start over, without a cursor.");
  }
}
