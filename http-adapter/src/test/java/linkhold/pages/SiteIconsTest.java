package linkhold.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The cache of sites' icons, with a clock of the test. */
final class SiteIconsTest {

  private final SiteIcons icons = new SiteIcons();

  @Test
  void aSiteIsAskedAgainAfterAnHour() {
    assertEquals(Optional.empty(), icons.find("https://a.example", 0));
    icons.put("https://a.example", true, 0);
    icons.put("https://b.example", false, 0);
    long last = SiteIcons.KEPT.toNanos() - 1;
    assertEquals(Optional.of(true), icons.find("https://a.example", last));
    assertEquals(Optional.of(false), icons.find("https://b.example", last));
    assertEquals(Optional.empty(), icons.find("https://a.example", last + 1));
  }

  @Test
  void theSitesThatWereUsedLastAreKept() {
    icons.put("https://first.example", true, 0);
    icons.put("https://second.example", true, 0);
    for (int i = 2; i < SiteIcons.MAX_SITES; i++) {
      icons.put("https://site" + i + ".example", true, 0);
    }
    assertEquals(Optional.of(true), icons.find("https://first.example", 1));
    icons.put("https://one-more.example", true, 0);
    assertEquals(Optional.of(true), icons.find("https://first.example", 1));
    assertEquals(Optional.empty(), icons.find("https://second.example", 1));
  }
}
