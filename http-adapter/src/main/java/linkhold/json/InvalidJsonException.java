package linkhold.json;

/** A text is not JSON, or not JSON that is accepted. Carries no stack trace. */
public final class InvalidJsonException extends RuntimeException {

  private final String detail;

  /**
   * The refusal.
   *
   * @param detail where the text breaks the rules, for the caller to read
   */
  InvalidJsonException(String detail) {
    super(detail, null, false, false);
    this.detail = detail;
  }

  /** Where the text breaks the rules, in a sentence for the caller. */
  public String detail() {
    return detail;
  }
}
