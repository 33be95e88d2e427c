package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DifferencesTest {

  @Test
  void whatIsEqualPasses() {
    Differences.assertSame(List.of(1, 2, 2), List.of(1, 2, 2), "numbers");
  }

  @Test
  void whatIsMissingAndWhatIsNotExpectedIsNamed() {
    assertMessage(
        "numbers: 3 instead of 4\n2 missing:\n  2\n  3\n1 not expected:\n  9",
        List.of(1, 2, 2, 3),
        List.of(1, 2, 9));
  }

  @Test
  void fewOfManyAreShown() {
    assertMessage(
        "numbers: 0 instead of 7\n7 missing:\n  1\n  2\n  3\n  4\n  5\n  …",
        List.of(1, 2, 3, 4, 5, 6, 7),
        List.of());
  }

  @Test
  void anotherOrderIsShownWhereItBegins() {
    assertMessage(
        "numbers: 3 instead of 3\nthe order differs first at index 1\n  expected: 2\n  found:    3",
        List.of(1, 2, 3),
        List.of(1, 3, 2));
  }

  private static void assertMessage(String message, List<Integer> expected, List<Integer> actual) {
    AssertionError failure =
        assertThrows(
            AssertionError.class, () -> Differences.assertSame(expected, actual, "numbers"));
    assertEquals(message, failure.getMessage());
  }
}
