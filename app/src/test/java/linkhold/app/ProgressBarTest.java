package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ProgressBarTest {

  @Test
  void theBarFillsFromTheLeft() {
    assertEquals("[" + " ".repeat(30) + "] 0 % 0 links", ProgressBar.line(0, 10, "0 links"));
    assertEquals(
        "[" + "#".repeat(15) + " ".repeat(15) + "] 50 % 7 links",
        ProgressBar.line(5, 10, "7 links"));
    assertEquals("[" + "#".repeat(30) + "] 100 % 9 links", ProgressBar.line(11, 10, "9 links"));
  }

  @Test
  void ofUnknownSizeOnlyTheDetailIsShown() {
    assertEquals("9 links", ProgressBar.line(5, 0, "9 links"));
  }
}
