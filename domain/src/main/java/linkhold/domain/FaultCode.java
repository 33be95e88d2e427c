package linkhold.domain;

/** The kinds of faults, for programs that show messages of their own. */
public enum FaultCode {
  /** It is required, and is absent or null. */
  MISSING("missing"),
  /** There is no member or parameter of this name. */
  UNKNOWN("unknown"),
  /** A JSON value of another kind than expected. */
  WRONG_TYPE("wrong-type"),
  /** A text with too many characters. */
  TOO_LONG("too-long"),
  /** Too many elements. */
  TOO_MANY("too-many"),
  /** A text that holds U+0000 or half of a surrogate pair. */
  UNSTORABLE("unstorable"),
  /** No URL that is accepted there, or several. */
  REFUSED_URL("refused-url"),
  /** Anything else; {@link Fault#detail} says what. */
  INVALID("invalid");

  private final String word;

  FaultCode(String word) {
    this.word = word;
  }

  /** The code in answers. It stays the same. */
  public String word() {
    return word;
  }
}
