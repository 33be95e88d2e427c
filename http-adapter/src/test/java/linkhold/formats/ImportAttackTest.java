package linkhold.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import linkhold.domain.InvalidInputException;
import linkhold.domain.Patience;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are made to do harm. Each would be larger than the memory if it were kept. */
class ImportAttackTest {

  private static final long SEED = 20261125;

  private final TestLibrary library = new TestLibrary();

  /** How much of a file is sent, unless its reader stops earlier. */
  private static final long ENDLESS = 1L << 34;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<DL><DT><A HREF=\"|a",
        "<DL><DT><A HREF=\"https://a.example/\">|<b",
        "<DL><!--|- ",
        "<DL><script>|x",
        "<DL><title>|x",
        "<DL><DT |a=b ",
        "<DL><textarea>|x",
        "<DL><plaintext>|x",
        "<DL><DT><![CDATA[|x",
        "<DL><DT>&|a",
        "<DL><?|x",
        "url,title\na,\"|x",
        "url,title\n|x,",
        "[|[",
        "[{\"href\":\"|a",
        "[{\"|a",
        "[|  ",
        "[{\"href\":|1",
        "url|x",
        "https://a.example/ |x",
        "https://a.example/ |a.",
        "https://a.example/ x|  ",
        "- [a](https://a.example/)|[",
        "- [a](https://a.example/)|[a](https:(",
        "<posts><post href=\"|a",
        "<xbel><bookmark href=\"a\"><title>|a",
        "<plist><dict><key>|a",
        "{\"bookmarks\":[|[",
        "{\"bookmarks\":[{\"url\":\"|a"
      })
  void anEntryWithoutEndIsRefusedSoon(String shape) {
    String[] parts = shape.split("\\|", -1);
    Endless file = new Endless(parts[0].replace("<DL>", "<DL><DT>"), parts[1]);
    try {
      ImportReport report = library.read(file);
      assertFalse(report.complete(), shape);
    } catch (InvalidInputException e) {
      // was not even recognised
    }
    assertTrue(file.sent < 1L << 28, () -> shape + ": " + file.sent);
  }

  @Test
  void anOversizedLineIsLeftOutAndTheOthersAreImported() {
    String file =
        "{\"url\":\"https://a.example/\"}\n{\"url\":\""
            + "a".repeat(5_000_000)
            + "\"}\n"
            + "{\"url\":\"https://b.example/\"}\n";
    assertEquals(new ImportCounts(2, 0, 0, 0, 1), library.read(file).counts());
  }

  @Test
  void rowsThatNeverEndAreNotReadAgainForEver() {
    // Each line opens a quote, whether or not one is open.
    Endless file = new Endless("url,title\n", "a\",\"\n").limited(1L << 26);
    ImportReport report = library.read(file);
    assertFalse(report.complete());
    assertTrue(report.counts().rejected() < 100, () -> report.counts().toString());
  }

  @Test
  void foldersAsDeepAsTheFileIsLongAreRead() {
    String open = "<DT><H3>f</H3><DL><p>";
    ImportReport report =
        library.read(open.repeat(200_000) + "<DT><A HREF=\"https://a.example/\">A</A>");
    assertEquals(1, report.counts().created());
    assertEquals(List.of("f"), TestLibrary.tags(library.only()));
  }

  /** Each folder's name is looked at once, however many entries it has. */
  @Test
  void aDeepFolderOfManyEntriesCostsNoMoreThanAFlatOne() {
    StringBuilder file = new StringBuilder();
    String longName = "x".repeat(20_000);
    for (int i = 0; i < 4_000; i++) {
      file.append("<DT><H3>f").append(i).append(longName).append("</H3><DL><p>");
    }
    for (int i = 0; i < 4_000; i++) {
      file.append("<DT><A HREF=\"https://a.example/").append(i).append("\">A</A>");
    }
    // Compared for each entry, the names take minutes.
    ImportReport report =
        assertTimeout(Patience.of(Duration.ofSeconds(60)), () -> library.read(file.toString()));
    assertEquals(4_000, report.counts().created());
    List<String> tags = TestLibrary.tags(library.link("https://a.example/3999"));
    assertEquals(64, tags.size());
    assertTrue(tags.getFirst().startsWith("f0x"), tags::toString);
  }

  @Test
  void veryManyEntriesOfOneUrlAreOneLink() {
    long many = Boolean.getBoolean("linkhold.test.large") ? 1_000_000 : 100_000;
    InputStream file = new Endless("url\n", "https://a.example/\n").limited(4 + many * 19);
    ImportReport report = library.read(file);
    assertEquals(1, report.counts().created());
    assertEquals(1, library.links().size());
    assertEquals(1, library.store.links().version(library.account).revision());
  }

  @Test
  void whateverBytesTheFileHasItEndsInAReportOrARefusal() {
    Random random = new Random(SEED);
    String[] seeds = {
      "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p><DT><H3 ADD_DATE=\"1\">F</H3><DL><p><DT><A HREF=\"https://a.example/\" TAGS=\"a,b\" PRIVATE=\"0\">T&amp;</A>\n<DD>d[linkding-notes]n[/linkding-notes]\n</DL><p></DL>",
      "title,url,time_added,tags,status\n\"A \"\"b\"\"\",https://a.example/,1700000000,a|b,unread\n",
      "[{\"href\":\"https://a.example/\",\"tags\":\"a b\",\"time\":\"2022-04-23T00:29:36Z\"},\n{}]",
      "{\"url\":\"https://a.example/\",\"tags\":[\"a\"],\"title\":\"\\u00e4\\ud83d\\ude00\"}\n{\"url\":\"b.example\"}\n"
    };
    int read = 0;
    for (int i = 0; i < 8_000; i++) {
      byte[] file = seeds[i % seeds.length].getBytes(UTF_8);
      for (int j = random.nextInt(12); j >= 0; j--) {
        file[random.nextInt(file.length)] = (byte) random.nextInt(256);
      }
      try {
        library.read(Arrays.copyOf(file, random.nextInt(file.length) + 1));
        read++;
      } catch (InvalidInputException e) {
        // refused as a whole
      }
    }
    assertTrue(read > 2_000, () -> "too few were read");
  }

  /** A file with a beginning, and a rest that is repeated for as long as it is read. */
  private static final class Endless extends InputStream {

    private final byte[] start;
    private final byte[] rest;
    private long limit = ENDLESS;
    private long sent;

    Endless(String start, String rest) {
      this.start = start.getBytes(UTF_8);
      // In long pieces, for the tests are about the time of who reads it.
      this.rest = rest.repeat(10_000).getBytes(UTF_8);
    }

    Endless limited(long bytes) {
      limit = bytes;
      return this;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (sent == limit) {
        return -1;
      }
      byte[] part = sent < start.length ? start : rest;
      int from = (int) (sent < start.length ? sent : (sent - start.length) % rest.length);
      int count = (int) Math.min(Math.min(length, part.length - from), limit - sent);
      System.arraycopy(part, from, target, offset, count);
      sent += count;
      return count;
    }
  }
}
