package linkhold.domain.url;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackingParametersTest {

  @Test
  void ownNamesCountAtTheirHostsBesideTheTable() {
    TrackingParameters own =
        TrackingParameters.withOwn(List.of("shop.example:Ref", "campaign", "news.*:/share="));

    assertEquals("a=1", own.removeFromQuery("www.shop.example", "ref=x&a=1&CAMPAIGN=y&utm_id=z"));
    assertEquals("ref=x", own.removeFromQuery("other.example", "ref=x&campaign=1"));
    assertEquals("/a", own.removeFromPath("www.news.co.uk", "/a/share=b"));
    assertEquals("/a/share=b", own.removeFromPath("news.evil.example", "/a/share=b"));
    assertEquals("/share=b", own.removeFromPath("news.de", "/share=b"));
  }

  @Test
  void otherNamesAreOtherRules() {
    assertNotEquals(
        TrackingParameters.withOwn(List.of("a")).fingerprint(),
        TrackingParameters.withOwn(List.of("b")).fingerprint());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "host:", ":a", "a:b:c", "a&b", "https://a.example"})
  void whatIsNeitherANameNorHostAndNameIsRefused(String entry) {
    assertThrows(RefusedUrlException.class, () -> TrackingParameters.withOwn(List.of(entry)));
  }
}
