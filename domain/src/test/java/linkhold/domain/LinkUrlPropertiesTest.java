package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Properties that hold for any URL, tested with random ones. A failure names its seed, which
 * repeats it.
 */
class LinkUrlPropertiesTest {
  private static final int ROUNDS = 4_000;

  private static final List<String> REAL =
      Stream.of("canonical-urls.txt", "same-links.txt", "different-links.txt", "refused-urls.txt")
          .flatMap(table -> UrlRow.rows(table).stream())
          .map(UrlRow::left)
          .toList();

  /** Characters at which URLs are split, and others that are likely to be parsed wrongly. */
  private static final List<String> PIECES =
      List.of(
          ":",
          "/",
          "//",
          "\\",
          "?",
          "#",
          "@",
          "[",
          "]",
          "%",
          "%2",
          "%2e",
          "%2F",
          "%3A",
          "%41",
          "%zz",
          "%00",
          "%F0%9F",
          ".",
          "..",
          "./",
          "&",
          "=",
          "+",
          ";",
          " ",
          "\t",
          "\n",
          "\0",
          "\u0001",
          "\u00A0",
          "\u00AD",
          "\u200B",
          "\u200D",
          "\u202E",
          "\u3002",
          "\uFF0E",
          "\uFEFF",
          "\uD83C",
          "\uDF55",
          "🍕",
          "é",
          "e\u0301",
          "ß",
          "ς",
          "İ",
          "℀",
          "™",
          "ﷺ",
          "日本",
          "xn--",
          "0x",
          "1",
          "80",
          "99999",
          "a",
          "Z",
          "utm_source=",
          "gclid",
          ":~:",
          "|",
          "{",
          "}",
          "^",
          "`",
          "\"",
          "'",
          "<",
          ">",
          "https:",
          "javascript:",
          "view-source:",
          "localhost",
          "1.2.3.4",
          "[::1]",
          "::",
          "example.com",
          "*",
          "!",
          "~",
          "-",
          "_",
          ",",
          "$",
          "(",
          ")");

  @Test
  void arbitraryTextIsAUrlForGoodOrRefused() {
    rounds(random -> {
      var text = new StringBuilder(random.nextBoolean() ? "https://" : "");
      int length = random.nextInt(30);
      for (int i = 0; i < length; i++) {
        text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
      }
      assertSettled(text.toString());
    });
  }

  @Test
  void aMangledUrlIsAUrlForGoodOrRefused() {
    rounds(random -> {
      var text = new StringBuilder(pick(random, REAL));
      int changes = 1 + random.nextInt(5);
      for (int i = 0; i < changes; i++) {
        int start = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), start + random.nextInt(3));
        text.replace(start, end, pick(random, PIECES));
      }
      assertSettled(text.toString());
    });
  }

  @Test
  void everySpellingOfALinkIsThatLink() {
    rounds(random -> {
      Sample sample = Sample.random(random);
      String one = Spelling.of(sample, random);
      String other = Spelling.of(sample, random);
      assertEquals(
          LinkUrl.parse(one).canonical(),
          LinkUrl.parse(other).canonical(),
          () -> one + " and " + other);
    });
  }

  @Test
  void differentLinksAreNeverMerged() {
    rounds(random -> {
      Sample sample = Sample.random(random);
      Sample changed = sample.withOneChange(random);
      String one = Spelling.of(sample, random);
      String other = Spelling.of(changed, random);
      assertNotEquals(
          LinkUrl.parse(one).canonical(),
          LinkUrl.parse(other).canonical(),
          () -> one + " and " + other);
    });
  }

  @Test
  void amongManyLinksNoTwoAreMerged() {
    Map<String, Sample> byCanonical = new HashMap<>();
    rounds(random -> {
      Sample sample = Sample.random(random);
      String canonical = LinkUrl.parse(Spelling.of(sample, random)).canonical();
      Sample known = byCanonical.putIfAbsent(canonical, sample);
      assertTrue(known == null || known.equals(sample), () -> known + " and " + sample);
    });
  }

  private static void assertSettled(String text) {
    Optional<LinkUrl> parsed = parse(text);
    if (parsed.isEmpty()) {
      return;
    }
    LinkUrl url = parsed.get();
    String canonical = url.canonical();
    assertEquals(url, LinkUrl.parse(url.given()), text);
    assertEquals(canonical, LinkUrl.parse(canonical).canonical(), text);
    assertTrue(url.given().chars().allMatch(c -> c > ' ' && c < 0x7F), url.given());
    assertTrue(canonical.chars().allMatch(c -> c > ' ' && c < 0x7F), canonical);
  }

  private static Optional<LinkUrl> parse(String text) {
    try {
      return Optional.of(LinkUrl.parse(text));
    } catch (InvalidInputException refusal) {
      String detail = String.valueOf(refusal.getMessage());
      assertTrue(detail.length() < 180, detail);
      return Optional.empty();
    }
  }

  private static void rounds(Consumer<Random> round) {
    for (int i = 0; i < ROUNDS; i++) {
      long seed = 20_261_123L + i;
      try {
        round.accept(new Random(seed));
      } catch (RuntimeException | AssertionError e) {
        fail("With seed " + seed, e);
      }
    }
  }

  private static String pick(Random random, List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
