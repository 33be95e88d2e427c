package linkhold.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Files in which folders have names after what is in them, or ids. */
class FolderFilesTest {

  private final TestLibrary library = new TestLibrary();

  private List<String> tags(int number) {
    return TestLibrary.tags(library.link("https://a.example/" + number));
  }

  @Test
  void chromeNamesFoldersLast() {
    ImportReport report =
        library.read(
            """
            {"checksum": "0", "roots": {"bookmark_bar": {"children": [
              {"children": [
                {"name": "One", "type": "url", "url": "https://a.example/1"},
                {"children": [{"name": "Two", "type": "url", "url": "https://a.example/2"}],
                 "name": "Inner", "type": "folder"}],
               "name": "Outer", "type": "folder"},
              {"name": "Three", "type": "url", "url": "https://a.example/3"}],
             "name": "Bookmarks bar", "type": "folder"},
             "other": {"children": [], "name": "Other", "type": "folder"},
             "sync_metadata": "x"}, "version": 1}
            """);
    assertEquals(new ImportCounts(3, 0, 0, 0, 0), report.counts());
    assertEquals(List.of("Outer"), tags(1));
    assertEquals(List.of("Outer", "Inner"), tags(2));
    assertEquals(List.of(), tags(3));
  }

  @Test
  void karakeepNamesListsLast() {
    ImportReport report =
        library.read(
            """
            {"bookmarks": [
              {"title": "One", "tags": [], "content": {"type": "link", "url": "https://a.example/1"}, "lists": ["b"]},
              {"title": "A note", "tags": [], "content": {"type": "text", "text": "hello"}}],
             "lists": [{"id": "a", "name": "Outer", "parentId": null}, {"id": "b", "name": "Inner", "parentId": "a"}]}
            """);
    assertEquals(new ImportCounts(1, 0, 0, 0, 1), report.counts());
    assertEquals(List.of("Outer", "Inner"), tags(1));
  }

  @Test
  void linkwardenPinsLinksAndNestsCollections() {
    library.read(
        """
        {"name": "Ann", "collections": [
          {"id": 1, "name": "Outer", "parentId": null, "links": []},
          {"id": 2, "name": "Inner", "parentId": 1, "links": [
            {"id": 7, "name": "One", "url": "https://a.example/1", "tags": [{"id": 3, "name": "red"}]}]}],
         "pinnedLinks": [{"id": 7, "url": "https://a.example/1"}]}
        """);
    assertEquals(List.of("Outer", "Inner", "red"), tags(1));
    assertTrue(library.only().favorite());
  }

  @Test
  void safariNamesFoldersLastAndHasAReadingList() {
    library.read(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <plist version="1.0"><dict><key>Children</key><array>
          <dict><key>Children</key><array>
            <dict><key>Children</key><array>
              <dict><key>URIDictionary</key><dict><key>title</key><string>One</string></dict>
                <key>URLString</key><string>https://a.example/1</string></dict></array>
              <key>Title</key><string>Recipes</string></dict></array>
            <key>Title</key><string>BookmarksBar</string></dict>
          <dict><key>Children</key><array>
            <dict><key>ReadingList</key><dict>
                <key>DateAdded</key><date>2020-03-17T16:11:15Z</date>
                <key>PreviewText</key><string>Preview</string></dict>
              <key>URIDictionary</key><dict><key>title</key><string>Two</string></dict>
              <key>URLString</key><string>https://a.example/2</string></dict></array>
            <key>Title</key><string>com.apple.ReadingList</string></dict></array></dict></plist>
        """);
    assertEquals(List.of("Recipes"), tags(1));
    assertFalse(library.link("https://a.example/1").unread());
    var two = library.link("https://a.example/2");
    assertEquals(List.of(), tags(2));
    assertEquals("Two", two.title());
    assertEquals("Preview", two.description());
    assertEquals("2020-03-17T16:11:15Z", two.createdAt().toString());
    assertTrue(two.unread());
  }

  @Test
  void outlinesAreFolders() {
    library.read(
        """
        <opml version="2.0"><body><outline text="News"><outline text="One" type="rss"
          xmlUrl="https://a.example/1" category="red,/green/blue"/></outline></body></opml>
        """);
    assertEquals(List.of("News", "red", "green", "blue"), tags(1));
  }

  @Test
  void entitiesOfAFilesOwnAreNotRead() {
    ImportReport report =
        library.read(
            """
            <?xml version="1.0"?>
            <!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>
            <opml><body><outline text="One" url="https://a.example/1"/><outline text="&b;&c;" url="https://a.example/2"/></body></opml>
            """);
    assertEquals("https://a.example/1", library.links().getFirst().url());
    library.links().forEach(link -> assertFalse(String.valueOf(link.title()).contains("aaa")));
    assertTrue(report.counts().created() >= 1);
  }

  @Test
  void theEarlierOfTwoDatesCountsWhicheverFileHasIt() {
    library.read("url,created\nhttps://a.example/1,2021-01-01\n");
    ImportReport report =
        library.read(
            "url,created\nhttps://a.example/1,2020-02-02\nhttps://a.example/1,2019-01-01\nhttps://a.example/1,2022-01-01\n");
    assertEquals("2019-01-01T00:00:00Z", library.only().createdAt().toString());
    assertEquals(3, report.counts().total());
    String again = "url,created\nhttps://a.example/1,2019-01-01\nhttps://a.example/1,2020-01-01\n";
    assertEquals(2, library.read(again).counts().unchanged());
  }
}
