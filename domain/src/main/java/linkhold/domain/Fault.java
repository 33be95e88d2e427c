package linkhold.domain;

/**
 * One thing wrong with an input.
 *
 * @param code of which kind it is, for programs
 * @param pointer where, as a JSON Pointer (RFC 6901) into the input; empty for the whole of it
 * @param detail what is wrong and what would be accepted, one plain sentence
 */
public record Fault(FaultCode code, String pointer, String detail) {

  /** This fault, of an input that is at {@code place} in another. */
  public Fault in(String place) {
    return new Fault(code, place + pointer, detail);
  }
}
