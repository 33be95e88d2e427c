package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import linkhold.domain.url.CanonicalUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkUrlTest {

  static List<UrlRow> canonicalUrls() {
    return UrlRow.rows("canonical-urls.txt");
  }

  @ParameterizedTest
  @MethodSource("canonicalUrls")
  void aUrlHasOneCanonicalForm(UrlRow row) {
    LinkUrl url = LinkUrl.parse(row.left());

    assertEquals(row.right(), url.canonical());
    assertEquals(row.right(), LinkUrl.parse(row.right()).canonical());
    assertEquals(url, LinkUrl.parse(url.given()));
  }

  static List<UrlRow> sameLinks() {
    return UrlRow.rows("same-links.txt");
  }

  @ParameterizedTest
  @MethodSource("sameLinks")
  void spellingsOfOneLinkAreTheSame(UrlRow row) {
    assertEquals(LinkUrl.parse(row.left()).canonical(), LinkUrl.parse(row.right()).canonical());
  }

  static List<UrlRow> differentLinks() {
    return UrlRow.rows("different-links.txt");
  }

  @ParameterizedTest
  @MethodSource("differentLinks")
  void linksThatLookAlikeStayApart(UrlRow row) {
    assertNotEquals(LinkUrl.parse(row.left()).canonical(), LinkUrl.parse(row.right()).canonical());
  }

  static List<UrlRow> refusedUrls() {
    return UrlRow.rows("refused-urls.txt");
  }

  @ParameterizedTest
  @MethodSource("refusedUrls")
  void aTextThatIsNoLinkIsRefusedWithTheReason(UrlRow row) {
    assertRefused(row.left(), row.right());
  }

  @Test
  void theUrlIsKeptAsGiven() {
    String given = "HTTPS://Example.com:443/a b/?utm_source=x#:~:text=y";

    assertEquals(given, LinkUrl.parse(given).given());
    assertEquals(given, LinkUrl.parse(given).toString());
  }

  @Test
  void anAddressWithoutSchemeIsKeptWithHttps() {
    assertEquals("https://example.com/a", LinkUrl.parse("example.com/a").given());
    assertEquals("https://localhost:8080", LinkUrl.parse("localhost:8080").given());
  }

  @Test
  void whiteSpaceAndControlsAtTheEndsAreTrimmed() {
    assertEquals(
        "https://example.com/a",
        LinkUrl.parse(" \t\r\n\u0001\u00A0\u2003\u3000https://example.com/a\u2028\u0085 \u001F ")
            .given());
  }

  @Test
  void aUrlWrappedOverLinesIsJoined() {
    assertEquals(
        "https://example.com/a/b?c", LinkUrl.parse("https://example.com/a\r\n/b\t?c").given());
  }

  @Test
  void aControlInsideIsEscaped() {
    assertEquals(
        "https://example.com/a%01b", LinkUrl.parse("https://example.com/a\u0001b").canonical());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java\nscript:alert(1)",
        "java\tscript\r:alert(1)",
        "\u0001\u001F javascript:alert(1)",
        "\nJAVA\n\nSCRIPT:alert(1)"
      })
  void aSchemeThatRunsCodeCannotHideBehindControls(String text) {
    assertRefused(text, "\"javascript\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t", "\u3000"})
  void anEmptyTextIsRefused(String text) {
    assertRefused(text, "empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0https://example.com", "https://example.com/\0", "a.example/\0b"})
  void theNullCharacterIsRefused(String text) {
    assertRefused(text, "U+0000");
  }

  @Test
  void aLoneSurrogateIsRefused() {
    assertRefused("https://example.com/\uD83C", "lone surrogate");
    assertRefused("https://example.com/\uDF55\uD83C", "lone surrogate");
    assertRefused("https://example.com/\uD83C\n\uDF55", "lone surrogate");
    assertEquals(
        "https://example.com/%F0%9F%8D%95",
        LinkUrl.parse("https://example.com/\uD83C\uDF55").canonical());
  }

  @Test
  void aUrlOfTheGreatestLengthIsKeptAndALongerOneRefused() {
    String longest = "https://example.com/" + "a".repeat(LinkUrl.MAX_LENGTH - 20);

    assertEquals(LinkUrl.MAX_LENGTH, LinkUrl.parse("  " + longest + "\n").given().length());
    assertRefused(longest + "a", "8192");
    assertRefused(longest.substring("https://".length()) + "a", "8192");
    assertRefused("https://" + "ü".repeat(LinkUrl.MAX_LENGTH - 8), "host");
  }

  @Test
  void theCanonicalFormOfALongUrlMayBeLonger() {
    String canonical = LinkUrl.parse("https://example.com/" + "é".repeat(8_000)).canonical();

    assertEquals("https://example.com/" + "%C3%A9".repeat(8_000), canonical);
    assertEquals(canonical, CanonicalUrl.of(canonical));
  }

  @Test
  void aRefusalQuotesLittleOfTheInput() {
    String longHost = "https://" + "🍕".repeat(500) + "\uFFFD.example/";
    String longPort = "https://example.com:" + "9".repeat(500);
    String longAddress = "https://[" + ":".repeat(500) + "]";
    for (String text : List.of(longHost, longPort, longAddress)) {
      var refusal = assertThrows(InvalidInputException.class, () -> LinkUrl.parse(text));
      String detail = String.valueOf(refusal.getMessage());
      assertTrue(detail.contains("…") && detail.length() < 160, detail);
      assertTrue(detail.codePoints().noneMatch(c -> c >= 0xD800 && c < 0xE000), detail);
    }
  }

  @Test
  void theDigestIsTheCanonicalFormsSha256() {
    LinkUrl url = LinkUrl.parse("HTTPS://example.com/");

    assertEquals(
        "100680ad546ce6a577f42f52df33b4cfdca756859e664b8d7de329b150d09ce9",
        HexFormat.of().formatHex(url.digest()));
    assertNotSame(url.digest(), url.digest());
  }

  @Test
  void urlsAreEqualWhenGivenAlike() {
    LinkUrl url = LinkUrl.parse("https://example.com/a");

    assertEquals(url, LinkUrl.parse(" https://example.com/a"));
    assertEquals(url.hashCode(), LinkUrl.parse(" https://example.com/a").hashCode());
    assertNotEquals(url, LinkUrl.parse("https://example.com/a/"));
  }

  private static void assertRefused(String text, String reason) {
    var refusal = assertThrows(InvalidInputException.class, () -> LinkUrl.parse(text), text);

    assertEquals("/url", refusal.faults().getFirst().pointer());
    String detail = String.valueOf(refusal.getMessage());
    assertTrue(detail.contains(reason), () -> text + " was refused with: " + detail);
  }
}
