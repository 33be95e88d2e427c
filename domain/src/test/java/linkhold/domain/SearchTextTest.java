package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SearchTextTest {

  /** Characters for each rule of folding, and others that these may combine with. */
  private static final String TRICKY =
      "aAzZ09 -_%\\'\"\t\n\0\u001f\u007f\u00a0\u00ad\u200b\u200d\u2028\u3000\ufeff\ufe0f"
          + "éÉåÅçñüß\u1e9eøØłŁđæÆœŒıİiIſŉǰΐΣσςάᾳᾼйёґ\u0301\u0307\u0308\u0323\u0338\u0345\u20e3"
          + "ﬁﬃＡｂ１＃½²㎏ﷺ…¨´゛‘’“”–—−\u2011カガｶﾞか\u3099が한하\u1100\u1161\u11a8中\u05e9\u05c1\u05b8"
          + "\ufb2a\u05be\u0645\u064f\u062d\u0622\u0627\u0654\u0670\u0640क़क\u093c\u093fᏣꭳაᲐ😀👩🏽𝓐\ud83d\ude00";

  static Stream<Arguments> texts() {
    return Example.foldedTexts().stream()
        .map(example -> Arguments.of(example.given(), example.expected()));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void textIsFolded(String text, String folded) {
    assertEquals(folded, SearchText.fold(text));
  }

  @Test
  void nothingFoldsToNothing() {
    assertEquals("", SearchText.fold((String) null));
    assertEquals("", SearchText.fold(""));
    assertEquals("", SearchText.fold(" \t\u3000"));
    assertEquals("", SearchText.fold("\u0301\u200b´"));
  }

  @Test
  void voicedKanaStayApartFromUnvoicedOnes() {
    assertNotEquals(SearchText.fold("はん"), SearchText.fold("ぱん"));
    assertNotEquals(SearchText.fold("かき"), SearchText.fold("かぎ"));
  }

  @Test
  void asciiIsFoldedAsItIsAmongOtherCharacters() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      String text =
          random
              .ints(random.nextInt(12), 0, 0x80)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      assertEquals(SearchText.fold(text + "e"), SearchText.fold(text + "é"), () -> text);
      assertEquals(SearchText.fold("e" + text), SearchText.fold("é" + text), () -> text);
    }
  }

  @Test
  void foldingTwiceChangesNothingForAnyCharacter() {
    IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
        .filter(c -> Character.isDefined(c) && Character.getType(c) != Character.PRIVATE_USE)
        .forEach(c -> assertFoldedOnceAndForAll(Character.toString(c)));
  }

  @Test
  void foldingTwiceChangesNothingForAnyText() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      assertFoldedOnceAndForAll(randomText(random));
    }
  }

  @Test
  void aWordFoldsTheSameAloneAndAmongOthers() {
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      String word = randomText(random);
      String folded = SearchText.fold(word);
      String expected = folded.isEmpty() ? "a b" : "a " + folded + " b";
      assertEquals(expected, SearchText.fold("A " + word + " B"));
    }
  }

  @Test
  void asciiIsOnlyLoweredAndClosedUp() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      String text =
          random
              .ints(random.nextInt(6), 0, 128)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      String expected = text.replaceAll("[\\x00-\\x20\\x7f]+", " ").strip();
      assertEquals(expected.toLowerCase(Locale.ROOT), SearchText.fold(text), () -> escaped(text));
    }
  }

  @Test
  void tagFoldsToOneWord() {
    assertEquals("uber-uns", SearchText.fold(new Tag("Über uns")));
    assertEquals("a-b", SearchText.fold(new Tag("a´b")));
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/K%C3%B6ln%20S%C3%BCd, https://a.example/k%c3%b6ln%20s%c3%bcd https://a.example/koln sud",
    "https://xn--mnchen-3ya.example/, https://xn--mnchen-3ya.example/ https://munchen.example/",
    "https://a.example/%EA%EE%F2, https://a.example/%ea%ee%f2",
    "https://a.example/b, https://a.example/b",
    "https://a.example/xn--99zz99999999999, https://a.example/xn--99zz99999999999"
  })
  void urlIsSearchedInBothItsSpellings(String url, String text) {
    assertEquals(text, SearchText.ofUrl(url));
  }

  @Test
  void searchedTextHoldsEverySectionInOrder() {
    assertEquals(
        "https://example.com/a\u001ftitel\u001fabout it\u001fmy note\u001fjava cafe",
        SearchText.of(link("Titel", "About\nit", "My note", new Tag("Java"), new Tag("Café"))));
  }

  @Test
  void absentSectionsAreEmpty() {
    assertEquals(
        "https://example.com/a\u001f\u001f\u001f\u001f", SearchText.of(link(null, null, null)));
  }

  @Test
  void separatorInATextStartsNoSection() {
    assertEquals(
        "https://example.com/a\u001fa b\u001f\u001f\u001f",
        SearchText.of(link("a\u001fb", null, null)));
  }

  private static Link link(
      @Nullable String title, @Nullable String description, @Nullable String note, Tag... tags) {
    return new Link(
        1,
        "https://Example.com/A",
        title,
        description,
        note,
        null,
        null,
        List.of(tags),
        true,
        true,
        true,
        true,
        Instant.EPOCH,
        Instant.EPOCH,
        new Version(1, 1),
        PageRead.OFF);
  }

  private static String randomText(Random random) {
    int[] alphabet = TRICKY.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(8); length > 0; length--) {
      boolean any = random.nextInt(4) == 0;
      text.appendCodePoint(
          any ? random.nextInt(0x20000) : alphabet[random.nextInt(alphabet.length)]);
    }
    return text.toString();
  }

  private static void assertFoldedOnceAndForAll(String text) {
    String once = SearchText.fold(text);
    assertEquals(once, SearchText.fold(once), () -> escaped(text));
    assertTrue(Text.isStorable(once), () -> escaped(text));
    assertTrue(once.indexOf(SearchText.SEPARATOR) < 0, () -> escaped(text));
  }

  private static String escaped(String text) {
    return text.codePoints().mapToObj(c -> String.format("U+%04X", c)).toList().toString();
  }
}
