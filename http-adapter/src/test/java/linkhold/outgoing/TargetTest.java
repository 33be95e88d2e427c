package linkhold.outgoing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import linkhold.domain.LinkUrl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where redirects lead. */
final class TargetTest {

  @ParameterizedTest
  @CsvSource({
    "http://a.example/b/c?d, https://a.example/b/c, https://a.example/b/c",
    "http://a.example/b/c?d, http://b.example, http://b.example/",
    "https://a.example/b/c?d, //b.example/e#f, https://b.example/e",
    "https://a.example:8443/b/c?d, /e, https://a.example:8443/e",
    "https://a.example/b/c?d, e?f, https://a.example/b/e?f",
    "https://a.example/b/c?d, ?g, https://a.example/b/c?g",
    "https://a.example/b/c?d, HTTPS://B.example/e, https://b.example/e"
  })
  void aRedirectIsRelativeToThePage(String from, String location, String to) {
    Target next = redirected(from, location);
    assertNotNull(next);
    assertEquals(to, next.url());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://a.example/b", "HTTP://b.example/", "http://a.example:443/", "http:///b"})
  void aRedirectThatLeavesTlsIsNotFollowed(String location) {
    assertNull(redirected("https://a.example/b/c", location));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "file:///etc/passwd", "data:text/html,x", "javascript:0", "//"})
  void aRedirectToWhatIsNoPageIsNotFollowed(String location) {
    assertNull(redirected("http://a.example/b/c", location));
  }

  private static @Nullable Target redirected(String from, String location) {
    Target target = Target.of(LinkUrl.parse(from));
    assertNotNull(target);
    return target.redirected(location);
  }
}
