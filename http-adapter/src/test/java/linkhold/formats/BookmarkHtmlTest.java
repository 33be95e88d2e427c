package linkhold.formats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import linkhold.domain.Link;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bookmark HTML as other programs write it. */
class BookmarkHtmlTest {

  private static final String FIREFOX =
      """
      <!DOCTYPE NETSCAPE-Bookmark-file-1>
      <!-- This is an automatically generated file.
           It will be read and overwritten.
           DO NOT EDIT! -->
      <META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
      <meta http-equiv="Content-Security-Policy"
            content="default-src 'self'; script-src 'none'; img-src data: *; object-src 'none'"></meta>
      <TITLE>Bookmarks</TITLE>
      <H1>Bookmarks Menu</H1>

      <DL><p>
          <DT><A HREF="place:type=6&sort=14&maxResults=10" ADD_DATE="1700000000" LAST_MODIFIED="1700000000">Recent Tags</A>
          <HR>    <DT><H3 ADD_DATE="1700000000" LAST_MODIFIED="1700000001">Recipes to try</H3>
          <DL><p>
              <DT><A HREF="https://soup.example/?a=1&amp;b=2" ADD_DATE="1700000002" LAST_MODIFIED="1700000003" ICON_URI="https://soup.example/favicon.ico" ICON="data:image/png;base64,iVBORw0KGgo=" SHORTCUTURL="soup" TAGS="warm,Winter">Soup &amp; &lt;bread&gt;</A>
              <DT><H3>Cold</H3>
              <DL><p>
                  <DT><A HREF="https://ice.example/" ADD_DATE="1700000004">Ice</A>
              </DL><p>
          </DL><p>
          <DT><H3 ADD_DATE="1700000000" PERSONAL_TOOLBAR_FOLDER="true">Bookmarks Toolbar</H3>
          <DD>Add bookmarks to this folder to see them displayed on the Bookmarks Toolbar
          <DL><p>
              <DT><A HREF="https://bar.example/">Bar</A>
          </DL><p>
          <DT><H3 UNFILED_BOOKMARKS_FOLDER="true">Other Bookmarks</H3>
          <DL><p>
              <DT><A HREF="javascript:alert(1)">A bookmarklet</A>
          </DL><p>
      </DL>
      """;

  private final TestLibrary library = new TestLibrary();

  @Test
  void firefox() {
    ImportReport report = library.read(FIREFOX);
    assertEquals(new ImportCounts(3, 0, 0, 0, 2), report.counts());
    assertTrue(report.complete());
    assertEquals(List.of(), report.remarks());

    Link soup = library.link("https://soup.example/?a=1&b=2");
    assertEquals("Soup & <bread>", soup.title());
    assertEquals(List.of("Recipes-to-try", "warm", "Winter"), TestLibrary.tags(soup));
    assertEquals(Instant.ofEpochSecond(1_700_000_002), soup.createdAt());
    assertFalse(soup.unread() || soup.shared() || soup.archived() || soup.favorite());
    assertEquals(
        List.of("Recipes-to-try", "Cold"), TestLibrary.tags(library.link("https://ice.example/")));
    Link bar = library.link("https://bar.example/");
    assertEquals(List.of(), TestLibrary.tags(bar));
    assertNull(bar.description());
  }

  @Test
  void whatCannotBeSavedIsReportedWithLineAndReason() {
    List<ImportReport.Note> rejections = library.read(FIREFOX).rejections();
    assertEquals(
        "line 12 (place:type=6&sort=14&maxResults=10): It is a search within the browser, not a"
            + " page.",
        rejections.get(0).toString());
    assertEquals(1, rejections.get(0).entry());
    assertEquals(
        FIREFOX.substring(0, FIREFOX.indexOf("javascript:")).lines().count(),
        rejections.get(1).line());
    assertEquals("javascript:alert(1)", rejections.get(1).url());
    assertTrue(rejections.get(1).text().contains("javascript"), rejections::toString);
  }

  @Test
  void chromeAndEdge() {
    library.read(
        """
        <!DOCTYPE NETSCAPE-Bookmark-file-1>
        <META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
        <TITLE>Bookmarks</TITLE>
        <H1>Bookmarks</H1>
        <DL><p>
            <DT><H3 ADD_DATE="1700000000" LAST_MODIFIED="1700000000" PERSONAL_TOOLBAR_FOLDER="true">Bookmarks bar</H3>
            <DL><p>
                <DT><A HREF="https://one.example/" ADD_DATE="1700000001" ICON="data:image/png;base64,AAAA">One</A>
                <DT><H3 ADD_DATE="1700000002" LAST_MODIFIED="0">Work</H3>
                <DL><p>
                    <DT><A HREF="https://two.example/" ADD_DATE="13344473602000000">https://two.example/</A>
                </DL><p>
            </DL><p>
            <DT><A HREF="https://three.example/" ADD_DATE="0">Three</A>
        </DL><p>
        """);
    assertEquals(List.of(), TestLibrary.tags(library.link("https://one.example/")));
    Link two = library.link("https://two.example/");
    assertEquals(List.of("Work"), TestLibrary.tags(two));
    assertNull(two.title());
    assertEquals(Instant.parse("2023-11-14T22:13:22Z"), two.createdAt());
    assertEquals(List.of(), TestLibrary.tags(library.link("https://three.example/")));
  }

  @Test
  void safariWithItsReadingList() {
    library.read(
        """
        <!DOCTYPE NETSCAPE-Bookmark-file-1>
        \t<HTML>
        \t<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
        \t<Title>Bookmarks</Title>
        \t<H1>Bookmarks</H1>
        \t<DT><H3 FOLDED>Favorites</H3>
        \t<DL><p>
        \t\t<DT><A HREF="https://fav.example/">Fav</A>
        \t</DL><p>
        \t<DT><A HREF="https://loose.example/">Loose</A>
        \t<DT><H3 FOLDED id="com.apple.ReadingList">Reading List</H3>
        \t<DL><p>
        \t\t<DT><A HREF="https://later.example/">Later</A>
        \t</DL><p>
        \t</HTML>
        """);
    assertEquals(List.of("Favorites"), TestLibrary.tags(library.link("https://fav.example/")));
    assertEquals(List.of(), TestLibrary.tags(library.link("https://loose.example/")));
    Link later = library.link("https://later.example/");
    assertTrue(later.unread());
    assertEquals(List.of(), TestLibrary.tags(later));
  }

  @Test
  void linkdingWithNotesAndArchive() {
    library.read(
        """
        <!DOCTYPE NETSCAPE-Bookmark-file-1>\n\r<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">\n\r<TITLE>Bookmarks</TITLE>\n\r<H1>Bookmarks</H1>\n\r<DL><p>\n\r<DT><A HREF="https://a.example/" ADD_DATE="1700000000" LAST_MODIFIED="1700000001" PRIVATE="0" TOREAD="1" TAGS="java,linkding:bookmarks.archived">A &#x27;title&#x27;</A>\n\r<DD>Described[linkding-notes]Two
        lines[/linkding-notes]\n\r<DT><A HREF="https://b.example/" PRIVATE="1" TOREAD="0" TAGS="">B</A>\n\r<DD>[linkding-notes]Only a note[/linkding-notes]\n\r</DL><p>\
        """);
    Link a = library.link("https://a.example/");
    assertEquals("A 'title'", a.title());
    assertEquals("Described", a.description());
    assertEquals("Two\nlines", a.note());
    assertEquals(List.of("java"), TestLibrary.tags(a));
    assertTrue(a.archived() && a.unread() && a.shared());
    Link b = library.link("https://b.example/");
    assertNull(b.description());
    assertEquals("Only a note", b.note());
    assertFalse(b.archived() || b.unread() || b.shared());
  }

  @Test
  void pinboardAndRaindrop() {
    library.read(
        """
        <!DOCTYPE NETSCAPE-Bookmark-file-1>
        <META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
        <TITLE>Pinboard Bookmarks</TITLE>
        <H1>Bookmarks</H1>
        <DL><p><DT><A HREF="https://pin.example/" ADD_DATE="1700000000" PRIVATE="1" TOREAD="1" TAGS="one,two">Pin</A>

        <DD>Of several
        lines
        <DT><A HREF="https://drop.example/" ADD_DATE="1700000000" LAST_MODIFIED="1700000000" TAGS="" DATA-COVER="https://drop.example/c.png" DATA-IMPORTANT="true">Drop</A>
        </DL><p>
        """);
    Link pin = library.link("https://pin.example/");
    assertEquals("Of several\nlines", pin.description());
    assertTrue(pin.unread());
    assertEquals(List.of("one", "two"), TestLibrary.tags(pin));
    assertTrue(library.link("https://drop.example/").favorite());
  }

  @Test
  void pocketAsItWas() {
    library.read(
        """
        <!DOCTYPE html>
        <html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
        <title>Pocket Export</title></head><body>
        <h1>Unread</h1>
        <ul>
        <li><a href="https://new.example/" time_added="1700000000" tags="a,b">New</a></li>
        </ul>
        <h1>Read Archive</h1>
        <ul>
        <li><a href="https://old.example/" time_added="1600000000" tags="">https://old.example/</a></li>
        </ul></body></html>
        """);
    Link fresh = library.link("https://new.example/");
    assertTrue(fresh.unread() && !fresh.archived());
    assertEquals(List.of("a", "b"), TestLibrary.tags(fresh));
    assertEquals(Instant.ofEpochSecond(1_700_000_000), fresh.createdAt());
    Link old = library.link("https://old.example/");
    assertTrue(old.archived() && !old.unread());
    assertNull(old.title());
  }

  @Test
  void brokenMarkupLosesNothing() {
    ImportReport report =
        library.read(
            """
            <dt>loose text <A HREF='https://a.example/' ADD_DATE=1700000000>A <b>bold</b>
            <DT><H3>Never closed
            <DL><DT><a href=https://b.example/ tags=x>B
            <DT><A HREF="https://c.example/">C</A></DL></DL></DL></DL>
            <DT><A>no address</A><DT><A HREF="">empty</A>
            </p></div><DT><A HREF="https://d.example/" FOO BAR=">"">D</A><DD>&copy; &bogus; &#128512; &#x80;
            <DT><A HREF="https://e.example/"
            """);
    assertEquals("A <b>bold</b>", library.link("https://a.example/").title());
    assertEquals(
        List.of("Never-closed", "x"), TestLibrary.tags(library.link("https://b.example/")));
    assertEquals("B", library.link("https://b.example/").title());
    assertEquals("C", library.link("https://c.example/").title());
    assertEquals("© &bogus; 😀 €", library.link("https://d.example/").description());
    assertEquals(4, report.counts().created());
    assertEquals(
        List.of(
            "It has no URL.",
            "It has no URL.",
            "The file ends in the middle of this entry. Export it again."),
        report.rejections().stream().map(ImportReport.Note::text).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "script",
        "style",
        "TITLE",
        "textarea",
        "xmp",
        "Iframe",
        "noscript",
        "noframes",
        "noembed",
        "plaintext"
      })
  void aTagNamedInATitleDoesNotSwallowTheLinksAfterIt(String name) {
    String tag = "<" + name + ">";
    StringBuilder html = new StringBuilder("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n");
    html.append("<DT><A HREF=\"https://a.example/\">How ").append(tag).append(" loads</A>\n");
    html.append("<DT><A HREF=\"https://b.example/\">B</A><DD><").append(name).append(" src=x></");
    html.append(name).append("> ends it\n");
    for (int i = 0; i < 5_000; i++) {
      html.append("<DT><A HREF=\"https://c.example/").append(i).append("\">").append(tag);
      html.append("</A>\n");
    }
    ImportReport report = library.read(html.toString());
    assertEquals(new ImportCounts(5_002, 0, 0, 0, 0), report.counts());
    assertTrue(report.complete());
    assertEquals("How " + tag + " loads", library.link("https://a.example/").title());
    assertEquals(
        "<" + name + " src=x></" + name + "> ends it",
        library.link("https://b.example/").description());
    assertEquals(tag, library.link("https://c.example/4999").title());
  }

  @ParameterizedTest
  @CsvSource({
    "windows-1252, true",
    "ISO-8859-15, true",
    "windows-1251, true",
    "Shift_JIS, true",
    "windows-1252, false",
    "UTF-8, false",
    "UTF-8, true"
  })
  void theCharsetIsFoundOut(String charset, boolean declared) {
    String title =
        charset.equals("windows-1251") ? "Привет" : charset.equals("Shift_JIS") ? "日本" : "Café €";
    String html =
        (declared
                ? "<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset="
                    + charset
                    + "\">"
                : "")
            + "<DL><DT><A HREF=\"https://a.example/\">"
            + title
            + "</A></DL>";
    library.read(html.getBytes(Charset.forName(charset)));
    assertEquals(title, library.only().title());
  }

  @ParameterizedTest
  @CsvSource({
    "ISO-8859-10, ª³¿ÿ, Šģŋĸ",
    "latin6, ±, ą",
    "l6, ª, Š",
    "iso8859-14, ¡ðÿ, Ḃŵÿ",
    "ISO-8859-14, Þ÷¯, ŶṫŸ"
  })
  void charsetsThatTheJdkLacksAreRead(String label, String bytes, String title) {
    library.read(
        ("<meta charset=\""
                + label
                + "\"><DL><DT><A HREF=\"https://a.example/\">"
                + bytes
                + "</A></DL>")
            .getBytes(ISO_8859_1));
    assertEquals(title, library.only().title());
  }

  @Test
  void aByteOrderMarkDecidesTheCharset() {
    String html = "\uFEFF<DL><DT><A HREF=\"https://a.example/\">Café 😀</A></DL>";
    library.read(html.getBytes(UTF_16LE));
    library.read(html.getBytes(UTF_8));
    assertEquals("Café 😀", library.only().title());
  }

  @Test
  void anExportedLinkStandsInOneLineAndItsMarkupIsEscaped() {
    library.read(
        "{\"url\": \"https://a.example/?a&b\", \"title\": \"</A>\\r\\n<b>\","
            + " \"tags\": [\"x,y\"], \"createdAt\": \"2001-02-03T04:05:06Z\"}");
    String html = library.text(FileFormat.HTML);
    String line = html.lines().filter(text -> text.contains("<DT>")).findFirst().orElse("");
    assertTrue(
        line.startsWith("    <DT><A HREF=\"https://a.example/?a&amp;b\" ADD_DATE=\"981173106\" "),
        html);
    assertTrue(line.endsWith(">&lt;/A&gt; &lt;b&gt;</A>"), html);
  }

  @Test
  void aPageThatHoldsNoBookmarksIsRefused() {
    ImportFileTest.assertRefused("<html><body><a href=\"https://a.example/\">A</a></body></html>");
    assertEquals(List.of(), library.links());
  }
}
