package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharedTextTest {

  static Stream<Arguments> texts() {
    return Example.sharedTexts().stream()
        .map(example -> {
          String[] parts = example.expected().split(" ", 2);
          return Arguments.of(example.given(), parts[0], parts.length > 1 ? parts[1] : "");
        });
  }

  @ParameterizedTest
  @MethodSource("texts")
  void theUrlAndTheTitleAreFound(String text, String url, String title) {
    SharedText shared = SharedText.of(text);

    assertEquals(List.of(url), shared.urls().stream().map(LinkUrl::given).toList(), text);
    assertEquals(title, shared.title(), text);
    assertEquals(url, shared.onlyUrl("/text").given());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Note: buy milk",
        "C:\\Users\\me",
        "content://com.example/1",
        "https://",
        "javascript:alert(1)",
        "See cook.example for more",
        "Recipe:\nflour"
      })
  void aTextWithoutAUrlIsRefused(String text) {
    var refusal =
        assertThrows(InvalidInputException.class, () -> SharedText.of(text).onlyUrl("/text"));

    assertEquals("/text", refusal.faults().getFirst().pointer());
    assertEquals("No http or https URL is in it; one has to be.", refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a.example/1\nhttps://b.example/2",
        "https://a.example/1 https://b.example/2",
        "One https://a.example/1, two (https://b.example/2), one again https://a.example/1#:~:text=a"
      })
  void aTextWithTwoDifferentUrlsIsRefusedWithBoth(String text) {
    var refusal =
        assertThrows(InvalidInputException.class, () -> SharedText.of(text).onlyUrl("/text"));

    assertEquals(
        "2 different URLs are in it, and one has to be: https://a.example/1, https://b.example/2.",
        refusal.getMessage());
  }

  @Test
  void anyTextIsReadInReasonableTime() {
    Random random = new Random(17);
    String[] pieces = {
      "https://a.example/",
      "http://",
      " ",
      "\n",
      "(",
      ")",
      "[",
      "]",
      "via ",
      "@a",
      ":",
      "-",
      "“",
      "”",
      "Sent from my ",
      "Title: ",
      "\uFFFC",
      "\uD83D\uDE00",
      "a",
      "语",
      ">",
      "--",
      "\t",
      "|"
    };
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      SharedText shared = SharedText.of(text.toString());
      assertEquals(shared.title().strip(), shared.title());
      assertTrue(shared.title().indexOf('\n') < 0);
    }
    for (String piece : pieces) {
      SharedText.of(piece.repeat(60_000 / piece.length()));
      SharedText.of("https://a.example/" + piece.repeat(8_000 / piece.length()));
      SharedText.of("https://a.example/ " + piece.repeat(60_000 / piece.length()) + "x");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://cook.example/1 via @someone, https://cook.example/1",
    "Recipe: https://cook.example/1, https://cook.example/1",
    "https://cook.example/1 Apple pie, https://cook.example/1",
    "Apple pie (https://cook.example/1), https://cook.example/1",
    "cook.example/1, https://cook.example/1",
    "https://cook.example/my pie.pdf, https://cook.example/my%20pie.pdf",
    "https://cook.example/my pies/1?a=b c, https://cook.example/my%20pies/1?a=b%20c",
    "mailto:me@cook.example, mailto:me@cook.example",
  })
  void theUrlIsTakenOutOfATextThatOughtToBeOne(String text, String url) {
    assertEquals(url, SharedText.urlIn(text).given());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Note: buy milk", "https://a.example/1\nhttps://b.example/2", "C:\\a"})
  void aTextThatIsNotExactlyOneUrlIsNotAUrl(String text) {
    assertThrows(InvalidInputException.class, () -> SharedText.urlIn(text));
  }

  @Test
  void aLongRestIsCutToATitle() {
    SharedText shared = SharedText.of("😀".repeat(3_000) + " https://cook.example/1");

    assertEquals("😀".repeat(Link.MAX_TITLE_LENGTH), shared.title());
  }
}
