package linkhold.domain;

/** The account would get more links than it may have, and nothing was changed. */
public final class QuotaExceededException extends DomainException {

  private final long limit;

  /** For an account that may have {@code limit} links. */
  public QuotaExceededException(long limit) {
    super(
        "The account may have "
            + limit
            + " links, and would get more. Delete some, or ask the server's operator for a higher limit.");
    this.limit = limit;
  }

  /** How many links the account may have. */
  public long limit() {
    return limit;
  }
}
