package linkhold.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers everything that is wrong with one input, so that the caller learns of all of it at once.
 */
public final class Faults {

  private final List<Fault> faults = new ArrayList<>();

  /** Notes a fault that its detail alone tells apart. */
  public void add(String pointer, String detail) {
    add(FaultCode.INVALID, pointer, detail);
  }

  /** Notes a fault. */
  public void add(FaultCode code, String pointer, String detail) {
    faults.add(new Fault(code, pointer, detail));
  }

  /**
   * The value of {@code parse}, or null when it refuses its input; the faults that it names are
   * noted with {@code pointer} before their own.
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
   * Ends the gathering.
   *
   * @throws InvalidInputException with all faults, when there are any
   */
  public void throwIfAny() {
    if (!faults.isEmpty()) {
      throw new InvalidInputException(faults);
    }
  }
}
