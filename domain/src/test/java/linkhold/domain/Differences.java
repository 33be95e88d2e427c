package linkhold.domain;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Compares collections. A failure shows the differences, not both collections. */
public final class Differences {

  private static final int SHOWN = 5;

  private Differences() {}

  /** Requires the same elements in the same order. */
  public static void assertSame(Collection<?> expected, Collection<?> actual, Object what) {
    List<Object> wanted = new ArrayList<>(expected);
    List<Object> found = new ArrayList<>(actual);
    if (wanted.equals(found)) {
      return;
    }
    List<Object> missing = new ArrayList<>(wanted);
    found.forEach(missing::remove);
    List<Object> surplus = new ArrayList<>(found);
    wanted.forEach(surplus::remove);
    StringBuilder message = new StringBuilder(what + ": ");
    message.append(found.size()).append(" instead of ").append(wanted.size());
    tell(message, "missing", missing);
    tell(message, "not expected", surplus);
    if (missing.isEmpty() && surplus.isEmpty()) {
      int place = 0;
      while (wanted.get(place).equals(found.get(place))) {
        place++;
      }
      message.append("\nthe order differs first at index ").append(place);
      message.append("\n  expected: ").append(wanted.get(place));
      message.append("\n  found:    ").append(found.get(place));
    }
    fail(message.toString());
  }

  private static void tell(StringBuilder message, String what, List<Object> elements) {
    if (!elements.isEmpty()) {
      message.append("\n").append(elements.size()).append(" ").append(what).append(":");
      elements.stream().limit(SHOWN).forEach(each -> message.append("\n  ").append(each));
      if (elements.size() > SHOWN) {
        message.append("\n  …");
      }
    }
  }
}
