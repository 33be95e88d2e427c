package linkhold.domain;

/** An operation of a batch failed, and none of the batch was applied. */
public final class OperationFailedException extends DomainException {

  private final int index;
  private final DomainException reason;

  /**
   * Says which operation failed.
   *
   * @param index its place in the batch, counted from 0
   * @param reason why
   */
  public OperationFailedException(int index, DomainException reason) {
    super("Operation " + index + " failed, and nothing was done: " + reason.getMessage(), reason);
    this.index = index;
    this.reason = reason;
  }

  /** The operation's place in the batch, counted from 0. */
  public int index() {
    return index;
  }

  /** Why it failed. */
  public DomainException reason() {
    return reason;
  }
}
