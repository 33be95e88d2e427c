package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import linkhold.domain.Patience;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What people do on the page, in a real browser, against the packaged program. */
@RequiresChromium
final class LinkholdPageIT extends PageInBrowser {

  @Test
  void anEmptyAccountShowsThreeWaysIn() {
    browser.go(page("/"));
    browser.byXpath("//h2[.='Three ways in']");
    assertEquals(3, browser.all(".first li").size());
    assertWell("empty");
  }

  @Test
  void aPastedTextIsSavedWithItsTitle() throws Exception {
    browser.go(page("/"));
    browser
        .named("Save a link")
        .sendKeys("Two threads https://a.example/x?utm_source=y", Keys.ENTER);
    browser.awaitTitles(List.of("Two threads"));
    awaitOnServer("Two threads https://a.example/x?utm_source=y");
    WebElement link = browser.the("article a");
    assertEquals("https://a.example/x?utm_source=y", link.getDomAttribute("href"));
    browser.named("Save a link").sendKeys("https://A.example/x", Keys.ENTER);
    browser.byXpath("//*[contains(., 'You have this link already')]");
    assertEquals(List.of("Two threads"), browser.titles());
  }

  @Test
  void whatIsSavedElsewhereAppearsAtOnce() throws Exception {
    browser.go(page("/"));
    browser.byXpath("//h2[.='Three ways in']");
    save("https://a.example/", "From a phone");
    browser.awaitTitles(List.of("From a phone"));
  }

  @Test
  void searchAnswersAsTheServerDoes() throws Exception {
    saveSamples();
    browser.go(page("/"));
    Patience.await("all links", () -> browser.titles().size() == SampleLinks.COUNT);
    for (String query :
        List.of(
            "java",
            "java web",
            "\"virtual threads\"",
            "#java -web",
            "java or postgresql",
            "(offline or recipes) -sauce",
            "MVCC",
            "munchen",
            "köln",
            "NOT #reading local",
            "https://www.rfc-editor.org/rfc/rfc9457/?utm_source=a",
            "nothing-has-this")) {
      Browser.fill(browser.named("Search"), query);
      browser.awaitTitles(titlesOnServer("q=" + encoded(query)));
    }
    browser.named("Search").sendKeys(Keys.ESCAPE);
    Patience.await("all links", () -> browser.titles().size() == SampleLinks.COUNT);
  }

  @Test
  void theListIsFilteredAndSorted() throws Exception {
    saveSamples();
    browser.go(page("/"));
    browser.byXpath("//nav//button[contains(., 'Unread')]").click();
    browser.awaitTitles(titlesOnServer("unread=true"));
    browser.byXpath("//nav//button[contains(., 'Favourites')]").click();
    browser.awaitTitles(titlesOnServer("favorite=true"));
    browser.byXpath("//nav//button[contains(., 'Shared')]").click();
    browser.awaitTitles(titlesOnServer("shared=true"));
    browser.byXpath("//nav//button[contains(., 'All links')]").click();
    browser.byXpath("//nav//button[contains(., 'web')][contains(., '4')]");
    browser.byXpath("//nav//button[contains(., 'databases')][contains(., '2')]").click();
    browser.awaitTitles(titlesOnServer("tag=databases"));
    browser.byXpath("//nav//button[contains(., 'All links')]").click();
    browser.byXpath("//select/option[.='Oldest first']").click();
    browser.awaitTitles(titlesOnServer("sort=created"));
    browser.byXpath("//select/option[.='Changed last']").click();
    browser.awaitTitles(titlesOnServer("sort=-updated"));
    browser.byXpath("//select/option[.='Title']").click();
    browser.awaitTitles(titlesOnServer("sort=title"));
    browser.reload();
    browser.awaitTitles(titlesOnServer("sort=title"));
    browser.go(
        page("/?show=toString&sort=constructor")); // names of members that every JavaScript object
    // has
    browser.awaitTitles(titlesOnServer(""));
  }

  @Test
  void aLinkIsEditedWithTagsCompleted() throws Exception {
    saveSamples();
    browser.go(page("/"));
    browser.awaitTitles(titlesOnServer(""));
    browser.type("j", "e");
    Browser.fill(browser.field("Title"), "Threads, virtual");
    browser.field("Tags").sendKeys("postg");
    browser.the("[role=option]");
    assertWell("editor");
    browser.field("Tags").sendKeys(Keys.ARROW_DOWN, Keys.ENTER, "new one", Keys.ENTER);
    browser.field("Note").sendKeys(" And again.");
    browser.byXpath("//dialog//button[.='Save']").click();
    Patience.await(
        "the edit on the server",
        () -> {
          JsonNode link = links("q=" + encoded("Threads, virtual")).get(0);
          return link.get("tags")
                  .toString()
                  .equals("[\"java\",\"concurrency\",\"postgresql\",\"new\",\"one\"]")
              && link.get("note").asText().endsWith(" And again.");
        });
    browser.named("Undo").click();
    Patience.await(
        "the edit taken back", () -> titlesOnServer("").contains("JEP 444: Virtual Threads"));
  }

  @Test
  void keysDoWhatAPersonDoesMost() throws Exception {
    saveSamples();
    browser.go(page("/"));
    List<String> all = titlesOnServer("");
    browser.awaitTitles(all);
    browser.type("j", "j", "k", "f");
    Patience.await("a favourite less", () -> titlesOnServer("favorite=true").size() == 1);
    browser.type("a");
    browser.awaitTitles(all.subList(1, all.size()));
    browser.type("z");
    browser.awaitTitles(all);
    browser.type("u");
    Patience.await("one unread less", () -> titlesOnServer("unread=true&archived=any").size() == 2);
    browser.type("j", "#");
    Patience.await("one less", () -> titlesOnServer("").size() == all.size() - 1);
    browser.type("z");
    browser.awaitTitles(all);
    Patience.await("all again", () -> titlesOnServer("").equals(all));
    browser.type("/");
    browser.awaitFocus("Search");
    browser.type("java");
    browser.awaitTitles(titlesOnServer("q=java"));
    browser.type(Keys.ESCAPE);
    browser.type(Keys.ESCAPE);
    browser.type("?");
    browser.byXpath("//dialog//h2[.='Help']");
    assertWell("help");
    browser.type(Keys.ESCAPE);
    Patience.await("no dialog", () -> browser.all("dialog").isEmpty());
    browser.type("n");
    browser.awaitFocus("Save a link");
    browser.type("https://n.example/", Keys.ENTER);
    Patience.await("a link more", () -> titlesOnServer("").size() == all.size() + 1);
  }

  @Test
  void manyAreTaggedArchivedAndDeletedAtOnce() throws Exception {
    saveSamples();
    browser.go(page("/"));
    List<String> all = titlesOnServer("");
    browser.awaitTitles(all);
    browser.type("j", "x", "j", "x", "j", "x");
    browser.byXpath("//strong[.='3 selected']");
    browser.screenshot("selected");
    assertEquals(List.of(), browser.violations());
    browser.byXpath("//*[@role='toolbar']//button[contains(., 'Tags')]").click();
    browser.field("Tags").sendKeys("batch ");
    browser.byXpath("//dialog//button[.='Add']").click();
    Patience.await("three tags", () -> titlesOnServer("tag=batch").size() == 3);
    browser.byXpath("//*[@role='toolbar']//button[contains(., 'Archive')]").click();
    browser.awaitTitles(all.subList(3, all.size()));
    browser.byXpath("//nav//button[contains(., 'Archive')]").click();
    browser.awaitTitles(all.subList(0, 3));
    browser.the("article input").sendKeys(Keys.SPACE);
    browser.byXpath("//button[.='Select all']").click();
    browser.byXpath("//*[@role='toolbar']//button[contains(., 'Delete')]").click();
    Patience.await("three less", () -> titlesOnServer("archived=any").size() == all.size() - 3);
    browser.type("z");
    Patience.await("all again", () -> titlesOnServer("archived=any").size() == all.size());
    assertEquals(3, titlesOnServer("tag=batch&archived=true").size());
  }

  @Test
  void aTagIsRenamedMergedAndDeleted() throws Exception {
    saveSamples();
    browser.go(page("/"));
    browser.awaitTitles(titlesOnServer(""));
    openTag("sync");
    Browser.fill(browser.field("Name"), "synchronisation");
    browser.byXpath("//dialog//button[.='Rename']").click();
    Patience.await("the new name", () -> titlesOnServer("tag=synchronisation").size() == 2);
    Patience.await("the end of the dialog", () -> browser.all("dialog[open]").isEmpty());
    browser.byXpath("//nav//button[contains(., 'synchronisation')]");
    openTag("synchronisation");
    Browser.fill(browser.field("Name"), "offline");
    browser.byXpath("//dialog//button[.='Merge']").click();
    Patience.await("one tag", () -> titlesOnServer("tag=synchronisation").isEmpty());
    Patience.await("the end of the dialog", () -> browser.all("dialog[open]").isEmpty());
    openTag("offline");
    browser.byXpath("//dialog//button[contains(., 'Delete the tag')]").click();
    Patience.await("no tag", () -> titlesOnServer("tag=offline").isEmpty());
    assertEquals(SampleLinks.COUNT, titlesOnServer("").size());
  }

  private static void openTag(String name) {
    // shown only under a pointer
    WebElement button = browser.the("button[aria-label='Rename or delete the tag " + name + "']");
    browser.run("arguments[0].click()", button);
  }

  @Test
  void takingBackTagsLeavesThoseOfAnotherDevice() throws Exception {
    saveSamples();
    browser.go(page("/"));
    browser.awaitTitles(titlesOnServer(""));
    browser.type("j", "x");
    browser.named("Tags").click();
    browser.field("Tags").sendKeys("mine ");
    browser.byXpath("//dialog//button[.='Add']").click();
    Patience.await("the tag", () -> titlesOnServer("tag=mine").size() == 1);
    JsonNode link = links("tag=mine").get(0);
    String patch = "{\"addTags\": [\"theirs\"]}";
    String path = "/v1/links/" + link.get("id").asLong();
    assertEquals(200, server.call("", "PATCH", path, patch).statusCode());
    browser.byXpath("//article//button[contains(., 'theirs')]");
    browser.byXpath("//*[@class='toast'][contains(., 'Tags of 1 link')]//button").click();
    Patience.await("it back", () -> titlesOnServer("tag=mine").isEmpty());
    assertEquals(1, titlesOnServer("tag=theirs").size());
    assertEquals(1, titlesOnServer("tag=java&tag=concurrency").size());
  }

  @Test
  void aKeyOpensTheLink() throws Exception {
    save(page("/docs").toString(), "The reference");
    browser.go(page("/"));
    browser.awaitTitles(List.of("The reference"));
    String tab = browser.tab();
    browser.type("j", "o");
    browser.switchToOther(tab);
    Patience.await("the reference", () -> browser.address().equals(page("/docs").toString()));
    browser.closeTab();
    browser.switchTo(tab);
    browser.awaitTitles(List.of("The reference"));
  }

  @Test
  void severalLinksThatArePastedAreAllSaved() throws Exception {
    browser.go(page("/"));
    browser.named("Save a link").click();
    browser.run(
        """
        const clipboardData = new DataTransfer();
        clipboardData.setData('text', 'https://one.example/\\nand https://two.example/.\\n');
        document.activeElement.dispatchEvent(
            new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
        """);
    browser.type(Keys.ENTER);
    browser.byXpath("//*[contains(@class, 'toast')][contains(., '2 links saved')]");
    Patience.await("both", () -> links("").size() == 2);
    browser.named("Save a link").sendKeys("typed.example/path", Keys.ENTER);
    browser.byXpath("//article//a[@href='https://typed.example/path']");
    Patience.await("the third", () -> links("").size() == 3);
    browser.named("Save a link").sendKeys("no link at all", Keys.ENTER);
    browser.byXpath("//*[contains(@class, 'toast')][contains(., 'There is no link')]");
  }

  @Test
  void aLinkIsMarkedAndDeletedWhereItIsEdited() throws Exception {
    saveSamples();
    browser.go(page("/"));
    List<String> all = titlesOnServer("");
    browser.awaitTitles(all);
    browser.type("j", "e");
    browser.byXpath("//dialog//label[.='Shared']").click();
    browser.byXpath("//dialog//button[.='Save']").click();
    Patience.await("two that are shared", () -> titlesOnServer("shared=true").size() == 2);
    browser.type("e");
    browser.byXpath("//dialog//button[contains(., 'Delete')]").click();
    browser.awaitTitles(all.subList(1, all.size()));
    browser
        .byXpath("//*[@class='toast'][contains(., '1 link deleted.')]//button[.='Undo']")
        .click();
    browser.awaitTitles(all);
    Patience.await("it again", () -> titlesOnServer("shared=true").size() == 2);
  }

  @Test
  void theThemeThatIsChosenStays() {
    browser.go(page("/"));
    browser.byXpath("//aside//button[.='Settings']").click();
    browser.byXpath("//dialog//label[.='Dark']").click();
    String scheme = "return getComputedStyle(document.documentElement).colorScheme";
    Patience.await("the dark theme", () -> browser.<String>script(scheme).equals("dark"));
    browser.reload();
    browser.byXpath("//h2[.='Three ways in']");
    assertEquals("dark", browser.script(scheme));
    browser.run("localStorage.clear()");
  }

  @Test
  void imagesAreFetchedByThoseWhoChoseThemOnly() throws Exception {
    List<String> requests = new CopyOnWriteArrayList<>();
    HttpServer images =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    images.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestURI().getPath());
          byte[] svg = "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "image/svg+xml");
          exchange.sendResponseHeaders(200, svg.length);
          exchange.getResponseBody().write(svg);
          exchange.close();
        });
    images.start();
    try {
      String at = "http://127.0.0.1:" + images.getAddress().getPort();
      String body =
          """
          {"url": "https://a.example/", "title": "With images", "iconUrl": "%s/icon", "imageUrl": "%s/image"}\
          """
              .formatted(at, at);
      assertEquals(201, server.call("", "POST", "/v1/links", body).statusCode());
      openAndKeep();
      assertEquals(List.of(), browser.all("article img"));
      String refusal =
          browser.async(
              """
              const refused = new Promise((resolve) => addEventListener(
                  'securitypolicyviolation', (event) => resolve(event.effectiveDirective)));
              new Image().src = given[0];
              return refused;
              """,
              at + "/refused");
      assertEquals("img-src", refusal);
      assertEquals(List.of(), requests);
      browser.console(); // discards the message about the refusal
      chooseImages();
      Patience.await("both images", () -> requests.containsAll(List.of("/icon", "/image")));
      Patience.await("what is seen", () -> browser.all("article img").size() == 2);
      assertWell("images");
      requests.clear();
      chooseImages();
      browser.awaitTitles(List.of("With images"));
      Patience.await("no images", () -> browser.all("article img").isEmpty());
      assertEquals(List.of(), requests);
    } finally {
      images.stop(0);
    }
  }

  /** Changes the setting, after which the page loads again. */
  private static void chooseImages() {
    browser.run("window.before = true");
    browser.byXpath("//aside//button[.='Settings']").click();
    browser.byXpath("//dialog//label[contains(., 'Icons and images')]").click();
    Patience.await(
        "the page again",
        () -> browser.<Boolean>script("return !window.before && linkhold.loaded"));
  }

  @Test
  void aSaveMadeOfflineAppearsInTheOtherBrowserWhenItIsOnlineAgain() throws Exception {
    saveSamples();
    try (Browser other = Browser.open()) {
      other.go(page("/"));
      other.awaitTitles(titlesOnServer(""));
      openAndKeep();
      browser.offline(true);
      browser
          .named("Save a link")
          .sendKeys("Saved in a tunnel https://tunnel.example/", Keys.ENTER);
      browser.byXpath("//article//a[.='Saved in a tunnel']");
      browser.byXpath("//*[@role='status'][contains(., 'Offline, 1 change to send')]");
      assertWell("offline");
      assertFalse(titlesOnServer("").contains("Saved in a tunnel"));
      browser.reload();
      browser.byXpath("//article//a[.='Saved in a tunnel']");
      browser.type("j", "e");
      browser.field("Note").sendKeys("Edited there, too.");
      browser.byXpath("//dialog//button[.='Save']").click();
      browser.byXpath("//*[@role='status'][contains(., 'Offline, 2 changes to send')]");
      browser.offline(false);
      other.byXpath("//article//a[.='Saved in a tunnel']");
      other.byXpath("//article//*[.='Edited there, too.']");
      browser.byXpath("//*[@role='status'][.='Synced']");
      assertEquals(SampleLinks.COUNT + 1, titlesOnServer("").size());
      assertEquals(List.of(), other.console());
    }
  }

  @Test
  void aRefusedEditIsReportedAndBlocksNoOther() throws Exception {
    browser.go(page("/"));
    browser.byXpath("//h2[.='Three ways in']");
    browser.await(
        """
        await linkhold.edit([
          {op: 'save', link: {url: 'javascript:alert(1)'}},
          {op: 'save', link: {url: 'https://good.example/', title: 'Good'}}]);
        """);
    browser.byXpath(
        "//*[contains(@class, 'toast')][contains(., 'Not saved: javascript:alert(1)')]");
    browser.awaitTitles(List.of("Good"));
    Patience.await("the good one", () -> titlesOnServer("").equals(List.of("Good")));
  }

  @Test
  void thePageIsWellOnEachScreen() throws Exception {
    saveSamples();
    browser.go(page("/"));
    browser.awaitTitles(titlesOnServer(""));
    assertWell("list");
    browser.dark(true);
    assertWell("dark");
    browser.size(390, 844, true);
    assertWell("phone-dark");
    browser.dark(false);
    assertWell("phone");
    browser.named("Filters and tags").click();
    browser.byXpath("//dialog//nav");
    assertWell("phone-filters");
    browser.type(Keys.ESCAPE);
    Patience.await("no dialog", () -> browser.all("dialog").isEmpty());
    browser.all("article button[aria-label=Edit]").getFirst().click();
    browser.field("Title");
    assertWell("phone-editor");
    browser.type(Keys.ESCAPE);
    browser.size(1280, 800, false);
    for (String dialog : List.of("Import", "Export", "Phones and browsers", "Settings")) {
      browser.byXpath("//aside//button[.='" + dialog + "']").click();
      browser.byXpath("//dialog//h2[.='" + dialog + "']");
      assertWell(dialog.toLowerCase(Locale.ROOT).replace(' ', '-'));
      browser.type(Keys.ESCAPE);
      Patience.await("no dialog", () -> browser.all("dialog").isEmpty());
    }
    browser.size(320, 640, false); // 1280 pixels at 400 % (WCAG 1.4.10)
    assertTrue(
        browser.<Boolean>script("return document.documentElement.scrollWidth <= innerWidth"));
    assertWell("zoomed");
  }

  @Test
  void thePageWorksBelowAnotherPath() throws Exception {
    try (RunningLinkhold below = serve("--base-path", "/my/links")) {
      URI base = URI.create(below.address().resolve("/my/links/").toString());
      browser.go(base);
      browser.named("Save a link").sendKeys("Below https://below.example/", Keys.ENTER);
      browser.awaitTitles(List.of("Below"));
      browser.byXpath("//*[@role='status'][.='Synced']");
      browser.await("await navigator.serviceWorker.ready;");
      browser.offline(true);
      browser.reload();
      browser.awaitTitles(List.of("Below"));
      browser.offline(false);
      assertEquals(List.of(), browser.console());
    }
  }

  /** What the page takes with many links, by its own marks. Printed, and never a failure. */
  @Test
  void manyLinksAreThereAtOnce() throws Exception {
    int count =
        Integer.getInteger(
            "linkhold.test.links", Boolean.getBoolean("linkhold.test.large") ? 20_000 : 5_000);
    String links = String.format(Locale.ROOT, "%,d links", count);
    String file =
        IntStream.range(0, count).mapToObj(LinkholdPageIT::line).collect(Collectors.joining("\n"));
    server.call("", "POST", "/v1/import", file);
    browser.go(page("/"));
    browser.byXpath("//*[@role='status'][.='%s']".formatted(links));
    Patience.await("the whole copy", () -> browser.<Boolean>script("return linkhold.whole"));
    double sync = measured("linkhold:first-sync");
    browser.await("await navigator.serviceWorker.ready;");
    browser.reload();
    Patience.await("the list", () -> !browser.titles().isEmpty());
    Patience.await("all links", () -> browser.<Boolean>script("return linkhold.loaded"));
    double shell =
        browser
            .<Number>script("return performance.getEntriesByName('linkhold:shell')[0].startTime")
            .doubleValue();
    double list =
        browser
            .<Number>script("return performance.getEntriesByName('linkhold:list')[0].startTime")
            .doubleValue();
    double whole =
        browser
            .<Number>script("return performance.getEntriesByName('linkhold:whole')[0].startTime")
            .doubleValue();
    Patience.await("the texts", () -> browser.<Boolean>script("return linkhold.searchable"));
    for (String query : List.of("number 1234", "example -topic", "#tag7 link")) {
      Browser.fill(browser.named("Search"), query);
      browser.awaitTitles(
          titlesOnServer("limit=200&q=" + encoded(query)).stream()
              .limit(browser.titles().size())
              .toList());
    }
    double search = measured("linkhold:search");
    browser.type(Keys.ESCAPE);
    browser.byXpath("//*[@role='status'][.='%s']".formatted(links));
    List<Number> frames =
        browser.async(
            """
            const frames = [];
            let last = performance.now();
            for (let i = 1; i <= 200; i++) {
              if (i % 50) scrollBy(0, 300);
              else scrollTo(0, document.documentElement.scrollHeight * i / 200);
              await new Promise(requestAnimationFrame);
              frames.push(performance.now() - last);
              last = performance.now();
            }
            return frames.sort((a, b) => a - b);
            """);
    browser.byXpath("//article//a[.='Link number 0']");
    int rows = browser.all("article").size();
    assertTrue(rows < 60, () -> rows + " rows are there");
    long weight =
        browser
            .<Number>async(
                """
                const paths = performance.getEntriesByType('resource').map(({name}) => name)
                    .filter((name) => name.includes('/page/'));
                let sum = 0;
                for (const path of [location.href, ...new Set(paths)]) {
                  const stream = (await fetch(path)).body.pipeThrough(new CompressionStream('gzip'));
                  sum += (await new Response(stream).arrayBuffer()).byteLength;
                }
                return sum;
                """)
            .longValue();
    System.out.printf(
        "Page with %,d links: first sync %.1f s; shell after %.0f ms, first list after %.0f ms, all"
            + " links after %.0f ms; slowest keystroke %.0f ms; frames while scrolling %.0f ms, the"
            + " slowest of 100 %.0f ms; %d rows in the document; %d kB compressed%n",
        count,
        sync / 1000,
        shell,
        list,
        whole,
        search,
        frames.get(100).doubleValue(),
        frames.get(197).doubleValue(),
        rows,
        weight / 1000);
  }

  private static String line(int i) {
    return """
    {"url": "https://site-%d.example/articles/%d", "title": "Link number %d", "tags": ["tag%d", "topic"], \
    "note": "What is said of it, in a few words.", "createdAt": "%s"}\
    """
        .formatted(
            i % 500, i, i, i % 40, Instant.parse("2020-01-01T00:00:00Z").plusSeconds(60L * i));
  }

  private static double measured(String name) {
    Patience.await(
        name,
        () ->
            browser.<Boolean>script(
                "return performance.getEntriesByName(arguments[0]).length > 0", name));
    return browser
        .<Number>script(
            "return Math.max(...performance.getEntriesByName(arguments[0]).map((e) => e.duration))",
            name)
        .doubleValue();
  }

  private void awaitOnServer(String titleAndUrl) {
    Patience.await(
        titleAndUrl,
        () -> {
          JsonNode link = links("").get(0);
          return titleAndUrl.equals(link.get("title").asText() + " " + link.get("url").asText());
        });
  }
}
