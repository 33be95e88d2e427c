package linkhold.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import linkhold.domain.Link;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CSV and JSON as other programs write them, and Linkhold's own. */
class OtherFormatsTest {

  private final TestLibrary library = new TestLibrary();

  @Test
  void pocketCsv() {
    ImportReport report =
        library.read(
            """
            title,url,time_added,tags,status
            "One, with a comma",https://one.example/,1700000000,java|my tag,unread
            https://two.example/,https://two.example/,1600000000,,archive
            Bad,,1600000000,,unread
            """);
    assertEquals(new ImportCounts(2, 0, 0, 0, 1), report.counts());
    assertEquals("line 4: It has no URL.", report.rejections().getFirst().toString());
    Link one = library.link("https://one.example/");
    assertEquals("One, with a comma", one.title());
    assertEquals(List.of("java", "my-tag"), TestLibrary.tags(one));
    assertTrue(one.unread() && !one.archived());
    assertEquals(Instant.ofEpochSecond(1_700_000_000), one.createdAt());
    Link two = library.link("https://two.example/");
    assertNull(two.title());
    assertTrue(two.archived() && !two.unread());
  }

  @Test
  void raindropCsv() {
    library.read(
        "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\r\n"
            + "1,\"A \"\"title\"\"\",\"First line\nSecond line\",An excerpt,https://a.example/,"
            + "Work / AI Tools,\"rust, my tag\",2024-01-02T03:04:05.123Z,,,true\r\n"
            + "2,B,,,https://b.example/,Unsorted,,2024-01-02T03:04:05.123Z,,,false\r\n");
    Link a = library.link("https://a.example/");
    assertEquals("A \"title\"", a.title());
    assertEquals("First line\nSecond line", a.note());
    assertEquals("An excerpt", a.description());
    assertEquals(List.of("Work", "AI-Tools", "rust", "my-tag"), TestLibrary.tags(a));
    assertTrue(a.favorite());
    assertEquals(Instant.parse("2024-01-02T03:04:05.123Z"), a.createdAt());
    Link b = library.link("https://b.example/");
    assertEquals(List.of(), TestLibrary.tags(b));
    assertFalse(b.favorite());
  }

  @Test
  void anyCsvWithAColumnForTheUrl() {
    library.read("Title;URL\nA;https://a.example/\n");
    library.read("url\nhttps://b.example/");
    assertEquals("A", library.link("https://a.example/").title());
    assertNull(library.link("https://b.example/").title());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void anInvalidCsvRowIsLeftOutAndTheOthersAreImported(String lineBreak) {
    StringBuilder csv = new StringBuilder("url,title,note").append(lineBreak);
    for (int line = 2; line <= 3_000; line++) {
      String url = "https://a.example/" + line;
      csv.append(
              switch (line) {
                case 17 -> url + ",\"He said \"hi\" there\",x";
                case 40 -> "";
                case 500 -> url + ",\"never closed,x";
                case 502 -> url + ",5\" disk,\"a \"\"b\"\"" + lineBreak;
                case 503 -> "c\"";
                case 3_000 -> url + ",\"never closed";
                default -> url + ",\"T\",";
              })
          .append(lineBreak);
    }
    ImportReport report = library.read(csv.toString());
    assertFalse(report.complete(), "it ends within quotes");
    assertEquals(
        List.of(17L, 500L, 3_001L),
        report.rejections().stream().map(ImportReport.Note::line).toList());
    assertEquals(new ImportCounts(2_994, 0, 0, 0, 3), report.counts());
    Link disk = library.link("https://a.example/502");
    assertEquals("5\" disk", disk.title());
    assertEquals("a \"b\"" + lineBreak + lineBreak + "c", disk.note());
    assertEquals("T", library.link("https://a.example/2999").title());
  }

  @Test
  void aRowIsReadAgainFromItsSecondLineHoweverLongItsLinesAre() {
    String longText = "x".repeat(20_000);
    ImportReport report =
        library.read(
            "url,title\nhttps://a.example/,\"a\" b "
                + longText
                + "\nhttps://b.example/,\""
                + longText
                + "\nhttps://c.example/,C\nhttps://d.example/,D\n");
    assertEquals(
        List.of(2L, 3L), report.rejections().stream().map(ImportReport.Note::line).toList());
    assertEquals(List.of("C", "D"), library.links().stream().map(Link::title).toList());
  }

  @Test
  void noCellIsRunByASpreadsheet() {
    library.read("url,title,note,tags\nhttps://a.example/,=1+1,@x,-t\nhttps://b.example/,'q,+1,\n");
    String csv = library.text(FileFormat.CSV);
    assertTrue(csv.startsWith("\uFEFFurl,title,description,note,tags,"), csv);
    assertTrue(csv.contains("https://a.example/,'=1+1,,'@x,'-t,"), csv);
    assertTrue(csv.contains("https://b.example/,''q,,'+1,,"), csv);
    assertEquals(3, csv.split("\r\n", -1).length - 1, csv);
  }

  @Test
  void pinboardJson() {
    ImportReport report =
        library.read(
            """
            [{"href":"https:\\/\\/a.example\\/","description":"A title","extended":"Extended","meta":"m","hash":"h","time":"2022-04-23T00:29:36Z","shared":"yes","toread":"yes","tags":"one two"},
            {"href":"https:\\/\\/b.example\\/","description":"","extended":"","time":"","shared":"no","toread":"no","tags":""},
            7,
            {"href":"about:blank","description":"Empty"}]
            """);
    assertEquals(new ImportCounts(2, 0, 0, 0, 2), report.counts());
    assertEquals(
        List.of(3L, 4L), report.rejections().stream().map(ImportReport.Note::line).toList());
    Link a = library.link("https://a.example/");
    assertEquals("A title", a.title());
    assertEquals("Extended", a.description());
    assertEquals(List.of("one", "two"), TestLibrary.tags(a));
    assertTrue(a.unread() && a.shared());
    assertEquals(Instant.parse("2022-04-23T00:29:36Z"), a.createdAt());
    assertNull(library.link("https://b.example/").title());
  }

  @Test
  void aBrokenJsonLineIsLeftOutAndTheOthersAreImported() {
    ImportReport report =
        library.read(
            """
            {"url": "https://a.example/", "tags": ["x"], "later": {"members": [1, {}]}}
            {"url": "https://b.example/"

            [1]
            {"url": "https://c.example/"} {}
            {"url": 7}
            {"url": "https://d.example/", "archived": true}\
            """);
    assertEquals(new ImportCounts(2, 0, 0, 0, 4), report.counts());
    assertEquals(
        List.of(2L, 4L, 5L, 6L),
        report.rejections().stream().map(ImportReport.Note::line).toList());
    assertTrue(report.complete());
    assertTrue(library.link("https://d.example/").archived());
  }

  @Test
  void anArrayThatBreaksOffIsSavedUpToThere() {
    ImportReport report =
        library.read("[{\"href\":\"https://a.example/\"},\n{\"href\":\"https://b.example/\",");
    assertEquals(new ImportCounts(1, 0, 0, 0, 1), report.counts());
    assertFalse(report.complete());
    assertEquals(2, report.rejections().getLast().line());
    assertTrue(report.rejections().getLast().text().endsWith("Nothing from here on was read."));
  }
}
