package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TagTest {

  /** Number signs, white space, marks of no width, parts of emoji, and plain characters. */
  private static final String ALPHABET =
      "abZ09-_.##＃ \t\n\0\u001f\u007f\u00a0\u00ad\u200b\u200c\u200d\u2028\u20e3\ufe0e\ufe0féÉ😀";

  /** A blank at an end is dropped, and keeps the fast check from accepting the name. */
  @Test
  void theFastCheckAcceptsOnlyNamesThatTheRuleLeavesUnchanged() {
    Random random = new Random(1);
    for (int i = 0; i < 50_000; i++) {
      String text = randomText(random);
      String name = name(text);
      assertEquals(name(text + " "), name, () -> escaped(text));
      assertEquals(name(" " + text), name, () -> escaped(text));
      assertEquals(name(name), name, () -> escaped(text));
    }
  }

  /** Another letter keeps the fast way to a key from being taken. */
  @Test
  void theKeyOfAPlainNameIsThatOfTheRule() {
    Random random = new Random(2);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder plain = new StringBuilder("a");
      for (int length = random.nextInt(12); length > 0; length--) {
        plain.append((char) ('!' + random.nextInt('~' - '!' + 1)));
      }
      String name = plain.toString();
      assertEquals(new Tag(name + "é").key(), new Tag(name).key() + "é");
    }
  }

  private static String randomText(Random random) {
    int[] alphabet = ALPHABET.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(70); length > 0; length--) {
      text.appendCodePoint(
          random.nextInt(8) == 0
              ? random.nextInt(0x3100)
              : alphabet[random.nextInt(alphabet.length)]);
    }
    return text.toString();
  }

  /** The name of a tag; empty when there is none of this text. */
  private static String name(String text) {
    try {
      return new Tag(text).name();
    } catch (InvalidInputException e) {
      return "";
    }
  }

  private static String escaped(String text) {
    return text.codePoints().mapToObj(c -> String.format("U+%04X", c)).toList().toString();
  }
}
