package linkhold.domain;

import java.util.List;

/** The input breaks a rule. Nothing was changed. */
public final class InvalidInputException extends DomainException {

  @SuppressWarnings("serial") // a list of records of strings, never serialised
  private final List<Fault> faults;

  /** An input with one fault of the kind {@link FaultCode#INVALID}. */
  public InvalidInputException(String pointer, String detail) {
    this(FaultCode.INVALID, pointer, detail);
  }

  /** An input with one fault. */
  public InvalidInputException(FaultCode code, String pointer, String detail) {
    this(List.of(new Fault(code, pointer, detail)));
  }

  /** An input with several faults, all of them, in the order of the input; at least one. */
  public InvalidInputException(List<Fault> faults) {
    super(faults.getFirst().detail());
    this.faults = List.copyOf(faults);
  }

  /** Everything that is wrong with the input, at least one. */
  public List<Fault> faults() {
    return faults;
  }
}
