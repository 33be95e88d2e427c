package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class PrintableTest {

  @Test
  void controlCharactersAreShownAsEscapes() {
    assertEquals(
        "\\u001b[2J\\u0007\\u009b1m\\u007f", Printable.of("\u001b[2J\u0007\u009b1m\u007f"));
    assertEquals("a\\u000ab\\u000dc\\u202ed", Printable.of("a\nb\rc\u202ed"));
  }

  @Test
  void lettersOfAnyLanguageStay() {
    assertEquals("Léa 日本 مرحبا 👍", Printable.of("Léa 日本 مرحبا 👍"));
  }
}
