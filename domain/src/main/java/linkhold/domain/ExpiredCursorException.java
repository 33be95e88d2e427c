package linkhold.domain;

/** A copy has to be begun anew: what changed since its cursor can no longer be told. */
public final class ExpiredCursorException extends DomainException {

  public ExpiredCursorException() {
    super("What changed since this cursor can no longer be told. Start over, without a cursor.");
  }
}
