package linkhold.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import linkhold.domain.LinkUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeenUrlsTest {

  private static final Mentions URL_ALONE = new Mentions(1);

  @Test
  void soManyUrlsAreRemembered() {
    SeenUrls seen = new SeenUrls(5_000);
    for (int i = 0; i < 6_000; i++) {
      assertEquals(Mentions.NONE, seen.add(url(i), URL_ALONE));
    }
    for (int i = 0; i < 5_000; i++) {
      assertNotEquals(Mentions.NONE, seen.add(url(i), URL_ALONE));
    }
    assertEquals(Mentions.NONE, seen.add(url(5_000), URL_ALONE));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "67108864, 131072", "268435456, 524288", "68719476736, 2097152"})
  void aSmallHeapHasRoomForFewerOfThem(long heap, int urls) {
    assertEquals(urls, SeenUrls.maxUrls(heap));
  }

  private static LinkUrl url(int number) {
    return LinkUrl.parse("https://example.com/" + number);
  }
}
