package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import linkhold.domain.Patience;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/**
 * Links that come from other pages and apps, in a real browser: by the share sheet and the
 * bookmarklet.
 */
@RequiresChromium
final class LinkholdPageSharingIT extends PageInBrowser {

  @Test
  void whatAPhoneSharesIsSavedAlsoOffline() throws Exception {
    openAndKeep();
    browser.offline(true);
    browser.go(
        page(
            "/save?title=" + encoded("A talk") + "&text=" + encoded("See https://talk.example/1")));
    assertEquals("https://talk.example/1", browser.field("URL").getDomProperty("value"));
    assertEquals("A talk", browser.field("Title").getDomProperty("value"));
    browser.field("Tags").sendKeys("talks ");
    assertWell("share");
    browser.byXpath("//main//button[.='Save']").click();
    browser.byXpath("//article//a[.='A talk']");
    assertEquals(List.of(), titlesOnServer(""));
    browser.offline(false);
    Patience.await("the link", () -> titlesOnServer("tag=talks").equals(List.of("A talk")));
  }

  @Test
  void theBookmarkletsFormSavesWithOneKeyAndNeverByItself() throws Exception {
    browser.go(
        page(
            "/save?url="
                + encoded("https://b.example/?a=1&b=2")
                + "&title=B&description="
                + encoded("About it")));
    assertEquals("https://b.example/?a=1&b=2", browser.field("URL").getDomProperty("value"));
    Patience.await(
        "the focus",
        () -> browser.<Boolean>script("return document.activeElement.textContent === 'Save'"));
    assertEquals(List.of(), titlesOnServer(""));
    browser.type(Keys.ENTER);
    Patience.await("the link", () -> titlesOnServer("").equals(List.of("B")));
    JsonNode link = links("").get(0);
    assertEquals("About it", link.get("description").asText());
    assertEquals("https://b.example/?a=1&b=2", link.get("url").asText());
  }

  /** The window sends the link itself, since no other page might do so. */
  @Test
  void theBookmarkletsWindowClosesOnceItsLinkIsSent() throws Exception {
    browser.go(page("/docs"));
    String tab = browser.tab();
    String address = page("/save?title=B&url=" + encoded("https://b.example/")).toString();
    browser.run("open(arguments[0], 'linkhold')", address);
    browser.switchToOther(tab);
    browser.named("Save").click();
    Patience.await("the end of the window", () -> browser.isAlone(tab));
    browser.switchTo(tab);
    assertEquals(List.of("B"), titlesOnServer(""));
  }
}
