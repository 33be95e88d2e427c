package linkhold.http.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.helidon.common.uri.UriEncoding;
import io.helidon.common.uri.UriQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What escapes mean, and where Helidon takes them for something else. */
final class PercentEncodingTest {

  @ParameterizedTest
  @CsvSource({"a%20b,a b", "a%2Fb,a/b", "%C3%A4,ä", "%F0%9F%98%80,😀", "%25,%", "a%2Bb,a+b"})
  void escapesAreDecoded(String encoded, String text) {
    assertEquals(text, PercentEncoding.decode(encoded));
    assertEquals(text, PercentEncoding.decodeQuery(encoded));
    assertEquals(text, PercentEncoding.decode(PercentEncoding.encode(text)));
    assertEquals(text, UriEncoding.decodeUri(encoded));
  }

  /** Our own code stays as long as these differ. */
  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "a%2", "%zz", "%E4", "%ED%A0%80"})
  void helidonPassesOverWhatIsMalformed(String encoded) {
    assertNull(PercentEncoding.decode(encoded));
    assertNull(PercentEncoding.decodeQuery(encoded));
    assertNotEquals("", UriEncoding.decodeUri(encoded));
    assertNotEquals("", UriQuery.create("a=" + encoded).get("a"));
  }

  @Test
  void helidonTakesAPlusSignInAPathForABlank() {
    assertEquals("a+b", PercentEncoding.decode("a+b"));
    assertEquals("a b", PercentEncoding.decodeQuery("a+b"));
    assertEquals("a b", UriEncoding.decodeUri("a+b"));
  }
}
