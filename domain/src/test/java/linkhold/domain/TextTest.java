package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TextTest {

  /** White space of several kinds, and characters that are none. */
  private static final String ALPHABET =
      "ab  \t\n\r\u000b\f\u001c\u001f\0\u0085\u00a0\u2007\u2028\u2029\u200b\u3000\ufeffé😀";

  @Test
  void aTextIsPutInOneLine() {
    assertEquals("a b", Text.inOneLine("a b"));
    assertEquals("a b", Text.inOneLine(" a  b\n"));
    assertEquals("a b", Text.inOneLine("a\u2028b"));
    assertEquals("a b", Text.inOneLine("a\u00a0\u00a0b"));
    assertEquals("a\u00a0b", Text.inOneLine("a\u00a0b"));
    assertEquals("a\u3000b", Text.inOneLine("\u3000a\u3000b"));
    assertEquals("", Text.inOneLine(" "));
  }

  /** A blank at an end is dropped, and keeps the fast check from accepting the text. */
  @Test
  void theFastCheckAcceptsOnlyWhatTheRuleLeavesUnchanged() {
    Random random = new Random(1);
    int[] alphabet = ALPHABET.codePoints().toArray();
    for (int i = 0; i < 50_000; i++) {
      StringBuilder built = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        built.appendCodePoint(
            random.nextInt(4) == 0
                ? random.nextInt(0x3100)
                : alphabet[random.nextInt(alphabet.length)]);
      }
      String text = built.toString();
      String line = Text.inOneLine(text);
      assertEquals(Text.inOneLine(text + " "), line, () -> escaped(text));
      assertEquals(Text.inOneLine(" " + text), line, () -> escaped(text));
      assertEquals(line, Text.inOneLine(line), () -> escaped(text));
    }
  }

  private static String escaped(String text) {
    return text.codePoints().mapToObj(c -> String.format("U+%04X", c)).toList().toString();
  }
}
