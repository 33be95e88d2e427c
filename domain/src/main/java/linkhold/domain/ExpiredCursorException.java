package linkhold.domain;

/** A copy has to start over: the changes since its cursor are no longer known. */
public final class ExpiredCursorException extends DomainException {

  public ExpiredCursorException() {
    super("What changed since this cursor can no longer be told. Start over, without a cursor.");
  }
}
