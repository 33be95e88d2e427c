package linkhold.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects the faults of one input, so that the caller sees all of them at once. */
public final class Faults {

  private final List<Fault> faults = new ArrayList<>();

  /** Adds a fault of the kind {@link FaultCode#INVALID}. */
  public void add(String pointer, String detail) {
    add(FaultCode.INVALID, pointer, detail);
  }

  /** Adds a fault. */
  public void add(FaultCode code, String pointer, String detail) {
    faults.add(new Fault(code, pointer, detail));
  }

  /**
   * The value of {@code parse}, or null when it refuses its input; the faults that it names are
   * added, with {@code pointer} before their own pointers.
   */
  public <T> @Nullable T at(String pointer, Supplier<T> parse) {
    try {
      return parse.get();
    } catch (InvalidInputException e) {
      e.faults().forEach(fault -> faults.add(fault.in(pointer)));
      return null;
    }
  }

  /**
   * Refuses the input if it has faults.
   *
   * @throws InvalidInputException with all faults, when there are any
   */
  public void throwIfAny() {
    if (!faults.isEmpty()) {
      throw new InvalidInputException(faults);
    }
  }
}
