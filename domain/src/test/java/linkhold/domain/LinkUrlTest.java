package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import linkhold.domain.url.CanonicalUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    String given = "HTTPS://Example.com:443/a%c3%a4/%41?utm_source=x&b='c'#:~:text=y";

    assertEquals(given, LinkUrl.parse(given).given());
    assertEquals(given, LinkUrl.parse(given).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "https://example.com/a b/ü?q=ä ö#c d => https://example.com/a%20b/%C3%BC?q=%C3%A4%20%C3%B6#c%20d",
        "https://münchen.example/ => https://xn--mnchen-3ya.example/",
        "https://me@BÜCHER.example:8080/a|b => https://me@xn--bcher-kva.example:8080/a%7Cb",
        "https://example.com/100%/[x]?a[]=1 => https://example.com/100%25/%5Bx%5D?a%5B%5D=1",
        "https:\\\\example.com\\a => https://example.com/a",
        "https:example.com? => https://example.com?",
        "http:///example.com/# => http://example.com/#",
        "mailto:a@example.com?subject=hä ho => mailto:a@example.com?subject=h%C3%A4%20ho",
        "app://Ünder/ä => app://%C3%9Cnder/%C3%A4",
        "example.com/日本 => https://example.com/%E6%97%A5%E6%9C%AC",
      })
  void everyPlatformCanOpenTheUrl(String text, String openable) {
    LinkUrl url = LinkUrl.parse(text);

    assertEquals(openable, url.given());
    assertEquals(url, LinkUrl.parse(openable));
    assertEquals(openable, URI.create(openable).toString());
  }

  @Test
  void thePageInsideAReadersViewIsTheLink() {
    assertEquals(
        "https://example.com/a?b=c&d",
        LinkUrl.parse("about:reader?url=https%3A%2F%2Fexample.com%2Fa%3Fb%3Dc%26d").given());
  }

  @Test
  void aUrlThatWasAcceptedByAnEarlierVersionIsStillAUrl() {
    LinkUrl url = LinkUrl.kept("Recipe: https://cook.example/1");

    assertEquals("Recipe: https://cook.example/1", url.given());
    assertEquals("recipe:%20https://cook.example/1", url.canonical());
    assertEquals(LinkUrl.parse("https://a.example/ü"), LinkUrl.kept("https://a.example/ü"));
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
    assertEquals(
        "https://example.com/a",
        LinkUrl.parse("\uFEFF\u200B\u202A\u2066\u00ADhttps://example.com/a\u200E\u2069\u202C\u2060")
            .given());
  }

  @Test
  void aUrlWrappedOverLinesIsJoined() {
    assertEquals(
        "https://example.com/a/b?c", LinkUrl.parse("https://example.com/a\r\n/b\t?c").given());
    String long1 = "https://example.com/" + "a".repeat(52);
    assertEquals(long1 + "bc/d", LinkUrl.parse(long1 + "\nbc/d").given());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://sig.example/1\n\nSent from my phone",
        "https://sig.example/1\nSent from my phone",
        "https://cook.example/1\nRecipe",
        "https://cook.example/\tRecipe",
        "Recipe\nhttps://cook.example/1",
        "https://a.example/1\r\nhttps://b.example/2",
        "https://a.example/1\n\n/2"
      })
  void linesThatAreNoWrappedUrlAreNotJoined(String text) {
    assertRefused(text, "more than a URL");
  }

  @Test
  void theRefusalQuotesWhatFollowsBlankLines() {
    assertRefused("https://a.example/1\n \n\nSent from my phone\n", "from \"Sent from my phone\"");
  }

  @Test
  void aControlInsideIsEscaped() {
    assertEquals(
        "https://example.com/a%01b", LinkUrl.parse("https://example.com/a\u0001b").canonical());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0001\u001F javascript:alert(1)",
        "\u200B\nJAVASCRIPT:alert(1)",
        "javascript:alert(1)&\nfoo()"
      })
  void aSchemeThatRunsCodeCannotHideBehindControls(String text) {
    assertRefused(text, "\"javascript\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"java\nscript:alert(1)", "java\tscript\r:alert(1)"})
  void aSchemeThatRunsCodeCannotBeWrapped(String text) {
    assertRefused(text, "more than a URL");
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
  void escapesCountInTheLengthOfAUrl() {
    String longest = "https://example.com/" + "é".repeat(1_362);

    assertEquals(LinkUrl.MAX_LENGTH, LinkUrl.parse(longest).given().length());
    assertRefused(longest + "é", "8192");
  }

  @Test
  void theCanonicalFormOfALongUrlMayBeLonger() {
    String canonical = LinkUrl.parse("https://example.com/?a" + "'".repeat(8_000)).canonical();

    assertEquals("https://example.com?a" + "%27".repeat(8_000), canonical);
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
