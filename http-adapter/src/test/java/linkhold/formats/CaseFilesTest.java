package linkhold.formats;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import linkhold.domain.InvalidInputException;
import linkhold.domain.Link;
import linkhold.formats.ImportReport.Note;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the kinds that people import, each modelled on real ones. */
class CaseFilesTest {

  private final TestLibrary library = new TestLibrary();

  private ImportReport read(String name) {
    return library.read(bytes(name));
  }

  private static byte[] bytes(String name) {
    try (InputStream file = CaseFilesTest.class.getResourceAsStream("cases/" + name)) {
      return Objects.requireNonNull(file, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Link link(int number) {
    return library.link("https://a.example/" + number);
  }

  private static String flags(Link link) {
    return (link.unread() ? "U" : "")
        + (link.archived() ? "A" : "")
        + (link.favorite() ? "F" : "")
        + (link.shared() ? "S" : "");
  }

  /** Number, title, tags, flags and moment of each link. */
  private String links() {
    return library.links().stream()
        .map(link ->
            link.url().substring("https://a.example/".length())
                + ":"
                + (link.title() == null ? "" : link.title())
                + TestLibrary.tags(link)
                + flags(link))
        .collect(joining(" "));
  }

  private static String texts(List<Note> notes) {
    return notes.stream().map(Note::toString).collect(joining("\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "h01-comment-in-title.html, 8",
    "h01b-comment-in-dd.html, 8",
    "h01c-cdata-pi-in-title.html, 4",
    "h01e-tags-in-title.html, 5",
    "h03-markup-in-dd.html, 4",
    "h04-two-dd.html, 2"
  })
  void markupInTextDoesNotSwallowTheLinksAroundIt(String name, int count) {
    ImportReport report = read(name);
    assertEquals(new ImportCounts(count, 0, 0, 0, 0), report.counts());
    assertTrue(report.complete());
    assertEquals(List.of(), report.remarks());
  }

  @Test
  void titlesAreKeptAsWritten() {
    read("h01-comment-in-title.html");
    assertEquals("How to write <!-- in HTML", link(2).title());
    assertEquals("N3", link(3).title());
  }

  @Test
  void aCommentInADescriptionIsKept() {
    read("h01b-comment-in-dd.html");
    assertEquals("a note with <!-- and no end", link(1).description());
  }

  @Test
  void declarationsInTitlesAreKept() {
    read("h01c-cdata-pi-in-title.html");
    assertEquals(
        "1:Use <![CDATA[ here[] 2:Use <?php echo 1 here[] 3:Use <!DOCTYPE here[] 4:last[]",
        links());
  }

  @Test
  void tagsInTitlesAreKept() {
    read("h01e-tags-in-title.html");
    assertEquals(
        "1:How to use <div> and <h1> here[] 2:Lists: <dl>, <dt> and <li> in HTML[]"
            + " 3:The <a> element[Folder] 4:I <3 this; a<b and c>d[Folder] 5:Outside[]",
        links());
  }

  @Test
  void markupInDescriptionsIsKept() {
    read("h03-markup-in-dd.html");
    assertEquals(
        "Intro <p>para</p><ul><li>first</li><li>second</li></ul> end", link(1).description());
    assertEquals("before<hr>after", link(2).description());
    assertEquals("see <h3>head</h3> below", link(3).description());
    assertEquals("Four", link(4).title());
  }

  @Test
  void twoDescriptionsAreBothKept() {
    read("h04-two-dd.html");
    assertEquals("first\nsecond", link(1).description());
  }

  @ParameterizedTest
  @CsvSource({
    "ascii, Café “é”",
    "big5, 中文 裏 碁",
    "euckr, 한국 똠방",
    "gb2312, 朱镕基 喆",
    "latin1, “Quoted” – 5 €",
    "macroman, Café “é”",
    "sjis, ①番 ～ 髙島屋"
  })
  void charsetLabelsMeanWhatTheyMeanInBrowsers(String name, String title) {
    ImportReport report = read("h05-" + name + ".html");
    assertEquals(title, library.only().title());
    assertEquals(List.of(), report.remarks());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gb2312", "windows-1251", "iso-8859-1", "shift_jis"})
  void utf8IsUtf8WhateverItSays(String label) {
    String html =
        "<!DOCTYPE NETSCAPE-Bookmark-file-1><META CONTENT=\"text/html; charset="
            + label
            + "\"><DL><DT><A HREF=\"https://a.example/1\">Käse für Zoë</A></DL>";
    library.read(html);
    assertEquals("Käse für Zoë", library.only().title());
  }

  @Test
  void aCsvThatIsNotUtf8GetsARemark() {
    ImportReport report = read("c18-windows1251.csv");
    assertEquals(1, report.counts().created());
    assertTrue(texts(report.remarks()).contains("read as windows-1252"), report::toString);
  }

  @Test
  void instapaperHtml() {
    assertEquals(4, read("h07-instapaper.html").counts().created());
    assertEquals("1:Soup[Recipes] 2:Star[]F 3:New[]U 4:Old[]A", links());
  }

  @Test
  void instapaperCsv() {
    ImportReport report = read("c01-instapaper.csv");
    assertEquals(List.of(), report.remarks());
    assertEquals("1:One[food, two-words]U 2:Two[]A 3:Three[]F 4:Four[Recipes]", links());
    assertEquals("A passage", link(2).description());
    assertEquals("2020-09-13T12:26:41Z", link(1).createdAt().toString());
  }

  @Test
  void instapaperCsvOfOlderVersions() {
    read("c29-instapaper-minimal.csv");
    assertEquals("1:One[]U 2:Two[]A 3:Three[]F", links());
    assertEquals("2020-09-13T12:26:43Z", link(3).createdAt().toString());
  }

  @Test
  void omnivore() {
    read("j01-omnivore.json");
    assertEquals("1:One[red, two-words]A", links());
    assertEquals("2024-10-30T07:18:24Z", link(1).createdAt().toString());
    assertEquals("About", link(1).description());
  }

  @Test
  void wallabag() {
    ImportReport report = read("j02-wallabag.json");
    assertEquals("1:One[red]AF", links());
    assertEquals("2016-09-08T09:55:58Z", link(1).createdAt().toString());
    assertEquals("Not imported from this file: id, content, updated_at.", texts(report.remarks()));
  }

  @Test
  void linkAce() {
    ImportReport report = read("c03-created_at.csv");
    assertEquals("1:One[]", links());
    assertEquals("About", link(1).description());
    assertEquals("2019-05-06T07:08:09Z", link(1).createdAt().toString());
    assertEquals("Not imported from this file: id, user_id.", texts(report.remarks()));
  }

  @Test
  void aColumnThatIsCalledDate() {
    read("c03b-date-names.csv");
    assertEquals("2019-05-06T00:00:00Z", link(1).createdAt().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"c02-takeout.csv", "c02b-takeout.csv"})
  void googleTakeout(String name) {
    ImportReport report = read(name);
    assertEquals(new ImportCounts(1, 0, 0, 0, 0), report.counts());
    assertEquals("1:One[food]", links());
    assertEquals("my note\n\nmy comment", link(1).note());
    assertEquals(List.of(), report.remarks());
  }

  @Test
  void readwiseReader() {
    ImportReport report = read("c21-readwise.csv");
    assertEquals("1:One[red, green]A", links());
    assertEquals("2022-11-06T04:33:50Z", link(1).createdAt().toString());
    assertEquals("Not imported from this file: ID, Reading progress.", texts(report.remarks()));
  }

  @Test
  void diigo() {
    read("c22-diigo.csv");
    assertEquals("1:One[red, green]", links());
    assertEquals("about", link(1).description());
    assertEquals("my comment\n\nHighlight: passage", link(1).note());
    assertEquals("2013-04-05T06:07:08Z", link(1).createdAt().toString());
  }

  @Test
  void goodLinks() {
    read("c28-goodlinks.json");
    assertEquals("1:One[red]F", links());
    assertEquals("S", link(1).description());
    assertEquals("2019-05-06T07:08:09.250Z", link(1).createdAt().toString());
  }

  @Test
  void matter() {
    library.read(
        "Title,Author,Publisher,URL,Tags,Word Count,In Queue,Favorited,Read,Last Interaction Date\n"
            + "One,Ann,P,https://a.example/1,red,12,False,True,True,2023-01-02 03:04:05\n");
    assertEquals("1:One[red]AF", links());
    assertEquals("2023-01-02T03:04:05Z", link(1).createdAt().toString());
  }

  @Test
  void tagsInATextOfJson() {
    read("j07-tags-text.json");
    assertEquals("1:One[red, green]", links());
  }

  @Test
  void tagsInWhateverNotation() {
    read("c05-tags.csv");
    for (Link link : library.links()) {
      assertEquals(List.of("red", "green"), TestLibrary.tags(link), link::url);
    }
    assertEquals(6, library.links().size());
  }

  @Test
  void flagsInWhateverNotation() {
    ImportReport report = read("c09-flags.csv");
    assertEquals("1:[]UAFS 2:[]UAFS 3:[]UAFS 4:[]UAFS 5:[]UAF", links());
    assertEquals(
        "line 6 (https://a.example/5): What \"shared\" says is neither yes nor no.",
        texts(report.remarks()));
  }

  @ParameterizedTest
  @CsvSource({
    "c04-link-column.csv, 1:One[]",
    "c06-sep.csv, 1:One[]",
    "j08-strings.json, 1:[] 2:[]",
    "j10-urls.json, 1:[]",
    "t01-urls.txt, 1:[] 2:[]",
    "t02-onetab.txt, 1:One[] 2:Two[] 3:Three[]",
    "t03-markdown.md, 1:One[]",
    "t15-url-file.url, 1:[]",
    "t16.webloc, 1:[]",
    "j03-chrome.json, 1:One[] 2:Two[]",
    "t04-opml.xml, 1:One[]",
    "t05-xbel.xbel, 1:One[F]",
    "t08-safari.plist, 1:One[]",
    "t10-safari.zip, 1:One[]",
    "h08-raindrop-unsorted.html, 1:One[test]",
    "h08b-raindrop.csv, 1:One[test]",
    "h24-edge.html, 1:One[] 2:Two[]",
    "h25-chrome-mobile.html, 2:Two[]"
  })
  void everyLinkIsRead(String name, String links) {
    ImportReport report = read(name);
    assertEquals(links, links());
    assertEquals(0, report.counts().rejected());
    assertTrue(report.complete());
  }

  @Test
  void chromesOwnFileHasDates() {
    read("j03-chrome.json");
    assertEquals("2023-11-14T22:13:22Z", link(1).createdAt().toString());
  }

  @Test
  void firefoxBackup() {
    read("j04-firefox.json");
    assertEquals("1:One[red, green]", links());
    assertEquals("2013-12-27T17:41:31.504Z", link(1).createdAt().toString());
  }

  @Test
  void karakeep() {
    read("j05-karakeep.json");
    assertEquals("1:One[red]A 2:Two[red]", links());
    assertEquals("n", link(1).note());
    assertEquals("2019-05-06T07:08:09Z", link(1).createdAt().toString());
  }

  @Test
  void linkwarden() {
    read("j06-linkwarden.json");
    assertEquals("1:One[Recipes, red] 2:Two[Recipes]", links());
    assertEquals("d", link(1).description());
    assertEquals("2024-01-02T03:04:05Z", link(2).createdAt().toString());
  }

  @Test
  void pinboardXml() {
    read("t06-pinboard.xml");
    assertEquals("1:One[red, green]U", links());
    assertEquals("2016-10-31T15:57:56Z", link(1).createdAt().toString());
  }

  @Test
  void pinboardJsonOverManyLines() {
    read("j12-pinboard-pretty.json");
    assertEquals("1:One[red, green]S", links());
    assertEquals("e", link(1).description());
  }

  @Test
  void aCompressedFirefoxBackupThatBreaksOffIsReported() {
    ImportReport report = read("t09.jsonlz4");
    assertFalse(report.complete());
    assertEquals(0, report.counts().created());
  }

  @Test
  void eachFileOfAnArchiveIsReported() {
    assertEquals(
        """
        Bookmarks.html: It was read; entries: 1.
        History.json: It was not read. The file is JSON, but what it holds is not links.\
        """,
        texts(read("t10-safari.zip").remarks()));
  }

  @Test
  void passwordsAreRefusedInWordsThatNameTheRightFile() {
    InvalidInputException refusal =
        assertThrows(InvalidInputException.class, () -> read("c26-chrome-passwords.csv"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("bookmarks.html"), refusal::toString);
    assertEquals(List.of(), library.links());
  }

  @ParameterizedTest
  @CsvSource({
    "c30-truncated.csv, 1:One[x] 2:Two[y]",
    "c31-linkhold-truncated.csv, 1:One[x]",
    "h21-truncated.html, 1:One[] 2:Two[]"
  })
  void ofAFileThatBreaksOffWhatIsWholeIsKept(String name, String links) {
    ImportReport report = read(name);
    assertEquals(links, links());
    assertFalse(report.complete());
    assertEquals(1, report.counts().rejected());
    assertTrue(
        texts(report.rejections()).contains("ends in the middle of this entry"), report::toString);
  }

  @Test
  void datesInWhateverNotation() {
    ImportReport report = read("h11-dates.html");
    List<String> dates =
        library.links().stream().limit(13).map(link -> link.createdAt().toString()).toList();
    assertEquals("2020-03-17T16:11:15.123Z", dates.get(0));
    assertEquals("1969-12-31T23:59:59Z", dates.get(2));
    assertEquals("2020-03-17T16:11:15.123Z", dates.get(3));
    assertEquals("2023-11-14T22:13:22Z", dates.get(4));
    assertEquals("2020-03-17T16:11:15Z", dates.get(5));
    assertEquals("2020-03-17T00:00:00Z", dates.get(6));
    assertEquals("2020-03-17T14:11:15Z", dates.get(7));
    assertEquals("2020-03-17T16:11:15Z", dates.get(8));
    assertEquals("2020-03-17T16:11:15Z", dates.get(9));
    assertEquals("2106-02-07T06:28:15Z", dates.get(11));
    assertEquals(
        "line 16 (https://a.example/10): When it was saved is not understood; the time of the"
            + " import was taken.",
        texts(report.remarks()));
  }

  @Test
  void anEmptyLibrarysFileIsNoFault() {
    ImportReport report = read("t25-linkhold-empty.jsonl");
    assertEquals(new ImportCounts(0, 0, 0, 0, 0), report.counts());
    assertTrue(report.complete());
  }
}
