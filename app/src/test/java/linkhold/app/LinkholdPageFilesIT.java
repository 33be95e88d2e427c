package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import linkhold.domain.Patience;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Files on the page, in a real browser: imported, dropped and downloaded. */
@RequiresChromium
final class LinkholdPageFilesIT extends PageInBrowser {

  @Test
  void aFileIsImportedAndWhatWasLeftOutIsSaid() throws Exception {
    Path file = Files.createTempFile(folder, "bookmarks", ".html");
    Files.writeString(
        file,
        """
        <!DOCTYPE NETSCAPE-Bookmark-file-1>
        <DL><p>
        <DT><A HREF="https://import.example/1" TAGS="old">First</A>
        <DT><A HREF="https://import.example/2">Second</A>
        <DT><A HREF="javascript:alert(1)">A bookmarklet</A>
        </DL><p>
        """);
    browser.go(page("/"));
    browser.byXpath("//button[.='choose one']").click();
    browser.field("File").sendKeys(file.toString());
    browser.byXpath("//dialog//dt[.='New']/following-sibling::dd[.='2']");
    browser.byXpath("//dialog//li[contains(., 'javascript:alert(1)')]");
    assertWell("import");
    browser.named("Close").click();
    browser.awaitTitles(List.of("Second", "First"));
  }

  @Test
  void theReportOfAnImportIsOfferedAfterTheDialogWasClosed() throws Exception {
    Path file = Files.createTempFile(folder, "bookmarks", ".csv");
    Files.writeString(file, "url,title\nhttps://import.example/1,First\nnonsense,Second\n");
    browser.go(page("/"));
    browser.byXpath("//h2[.='Three ways in']");
    browser.run(
        """
        const {api} = linkhold;
        const send = api.importFile;
        api.importFile = (...given) =>
          new Promise((go) => { globalThis.go = go; }).then(() => send.apply(api, given));
        """);
    browser.named("choose one").click();
    browser.field("File").sendKeys(file.toString());
    browser.byXpath("//dialog//progress");
    browser.type(Keys.ESCAPE);
    Patience.await("no dialog", () -> browser.all("dialog").isEmpty());
    browser.byXpath("//aside//button[.='Import']").click();
    browser.byXpath("//dialog//progress");
    browser.named("Close").click();
    Patience.await("no dialog", () -> browser.all("dialog").isEmpty());
    browser.run("go()");
    browser.named("Report").click();
    browser.byXpath("//dialog//dt[.='New']/following-sibling::dd[.='1']");
    browser.byXpath("//dialog//li[contains(., 'nonsense')]");
    browser.named("Close").click();
    browser.byXpath("//aside//button[.='Import']").click();
    browser.field("File");
    assertEquals(List.of(), browser.all("dialog .report"));
    browser.type(Keys.ESCAPE);
  }

  @Test
  void aFileThatIsDroppedShowsItsProgressAndWhatWasNotTakenOver() {
    browser.go(page("/"));
    browser.byXpath("//h2[.='Three ways in']");
    browser.run(
        """
        window.progress = 0;
        new MutationObserver(() => window.progress += document.querySelectorAll('dialog progress').length)
            .observe(document, {childList: true, subtree: true});
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(
            ['url,title,rating\\nhttps://one.example/,One,5\\njavascript:alert(1),Two,1\\n'], 'links.csv'));
        document.body.dispatchEvent(new DragEvent('drop', {dataTransfer, bubbles: true, cancelable: true}));
        """);
    browser.byXpath("//dialog//dt[.='Left out']/following-sibling::dd[.='1']");
    browser.byXpath("//dialog//h3[.='Remarks']/following-sibling::ul/li[contains(., 'rating')]");
    assertTrue(browser.<Number>script("return window.progress").intValue() > 0);
    browser.type(Keys.ESCAPE);
    browser.awaitTitles(List.of("One"));
  }

  @Test
  void whatIsDroppedIsSavedOrImported() throws Exception {
    browser.go(page("/"));
    browser.byXpath("//h2[.='Three ways in']");
    browser.run(
        """
        const drop = (fill) => {
          const dataTransfer = new DataTransfer();
          fill(dataTransfer);
          document.body.dispatchEvent(new DragEvent('drop', {dataTransfer, bubbles: true, cancelable: true}));
        };
        drop((data) => data.setData('text/uri-list', 'https://dropped.example/'));
        drop((data) => data.items.add(new File(
          ['{"url": "https://file.example/", "title": "From a file"}'], 'links.json')));
        """);
    browser.byXpath("//dialog//dt[.='New']/following-sibling::dd[.='1']");
    Patience.await("both", () -> titlesOnServer("").size() == 2);
  }

  @Test
  void theExportIsDownloaded() throws Exception {
    saveSamples();
    Path downloads = Files.createTempDirectory(folder, "downloads");
    browser.downloadTo(downloads);
    browser.go(page("/"));
    browser.byXpath("//aside//button[.='Export']").click();
    Map<String, String> names = Map.of("JSON Lines", "json", "Bookmarks", "html", "CSV", "csv");
    for (Map.Entry<String, String> format : names.entrySet()) {
      browser.byXpath("//dialog//a[contains(., '" + format.getKey() + "')]").click();
      String whole = server.get("/v1/export?format=" + format.getValue()).body();
      Patience.await(format.getKey(), () -> downloaded(downloads).anyMatch(whole::equals));
    }
  }

  private static Stream<String> downloaded(Path folder) throws IOException {
    List<String> texts = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, "*.{jsonl,json,html,csv}")) {
      for (Path file : files) {
        texts.add(Files.readString(file));
      }
    }
    return texts.stream();
  }
}
