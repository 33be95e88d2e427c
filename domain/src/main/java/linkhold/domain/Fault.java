package linkhold.domain;

/**
 * One thing wrong with an input.
 *
 * @param code the kind of fault, for programs
 * @param pointer where, as a JSON Pointer (RFC 6901) into the input; empty for the whole of it
 * @param detail what is wrong and what would be accepted, one plain sentence
 */
public record Fault(FaultCode code, String pointer, String detail) {

  /** This fault, when its input is a part of another one, at {@code place}. */
  public Fault in(String place) {
    return new Fault(code, place + pointer, detail);
  }
}
