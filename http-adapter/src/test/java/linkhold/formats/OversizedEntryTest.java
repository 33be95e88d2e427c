package linkhold.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import linkhold.domain.Link;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One entry that is far too large keeps no other from being imported, in any format. */
class OversizedEntryTest {

  private static final String HTML = "<!DOCTYPE NETSCAPE-Bookmark-file-1>|<DL><p>|";

  private final TestLibrary library = new TestLibrary();

  /** In each file, {@code ~} is the giant value and the bar a line break. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '#',
      value = {
        "html # <DT><A HREF=\"1\">N1</A>|<DT><A HREF=\"2\" ICON=\"~\">N2</A>|<DT><A HREF=\"3\">N3</A>|</DL> # 3",
        "html # <DT><A HREF=\"1\">N1</A>|<DT><A HREF=\"2\" TAGS=\"~\">N2</A>|<DT><A HREF=\"3\">N3</A>|</DL> # 3",
        "html # <DT><A HREF=\"1\">N1</A>|<DT><A HREF=\"2\">N2</A>|<DD>~|<DT><A HREF=\"3\">N3</A>|</DL> # 3",
        "html # <DT><A HREF=\"1\">N1</A>|<DT><A HREF=\"2\">~</A>|<DT><A HREF=\"3\">N3</A>|</DL> # 3",
        "csv # url,title,cover|1,1,x|2,2,\"~\"|3,3,x| # 2",
        "csv # url,title,cover|1,1,x|2,2,~|3,3,x| # 2",
        "json # [{\"url\":\"1\"},{\"url\":\"2\",\"content\":\"~\"},{\"url\":\"3\"}] # 3",
        "json # [{\"url\":\"1\"},{\"url\":\"2\",\"description\":\"~\"},{\"url\":\"3\"}] # 3",
        "json # {\"bookmarks\":[{\"url\":\"1\"},{\"url\":\"2\",\"note\":\"~\"},{\"url\":\"3\"}]} # 3",
        "json # {\"url\":\"1\"}|{\"url\":\"2\",\"note\":\"~\"}|{\"url\":\"3\"}| # 2",
        "xml # <posts><post href=\"1\"/><post href=\"2\" description=\"~\"/><post href=\"3\"/></posts> # 3",
        "xml # <xbel><bookmark href=\"1\"/><bookmark href=\"2\"><desc>~</desc></bookmark><bookmark href=\"3\"/></xbel> # 3",
        "xml # <opml><body><outline url=\"1\"/><outline url=\"2\" text=\"~\"/><outline url=\"3\"/></body></opml> # 3",
        "txt # 1|2 ~|3| # 3"
      })
  void allOthersAreRead(String kind, String file, int created) {
    String giant = "A".repeat(3_000_000);
    String text =
        ((kind.equals("html") ? HTML : "") + file)
            .replaceAll("(?<=[\"|,]|^)([123])(?=[\",| ])", "https://a.example/$1")
            .replace('|', '\n')
            .replace("~", giant);
    ImportReport report = library.read(text);
    assertTrue(report.complete(), report::toString);
    assertEquals(created, report.counts().created(), report::toString);
    assertEquals(3 - created, report.counts().rejected(), report::toString);
    List<String> urls = library.links().stream().map(Link::url).toList();
    assertTrue(urls.contains("https://a.example/1") && urls.contains("https://a.example/3"));
  }
}
