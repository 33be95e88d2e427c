package linkhold.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import linkhold.domain.InvalidInputException;
import linkhold.domain.Link;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorOutputStream;
import org.junit.jupiter.api.Test;

/** Archives as services and browsers make them. */
class ArchiveTest {

  private static final String FIREFOX =
      """
      {"guid":"root________","title":"","root":"placesRoot","children":[
       {"guid":"menu________","title":"menu","root":"bookmarksMenuFolder","children":[
        {"title":"Recipes","type":"text/x-moz-place-container","children":[
         {"title":"Soup","uri":"https://a.example/1","type":"text/x-moz-place"},
         {"type":"text/x-moz-place-separator"},
         {"title":"Search","uri":"place:sort=8","type":"text/x-moz-place"}]},
        {"title":"Empty","type":"text/x-moz-place-container"}]}]}
      """;

  private final TestLibrary library = new TestLibrary();

  @Test
  void aFirefoxBackupIsUnpacked() throws IOException {
    byte[] json = FIREFOX.getBytes(UTF_8);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write("mozLz40\0".getBytes(UTF_8));
    file.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(json.length).array());
    try (BlockLZ4CompressorOutputStream lz4 = new BlockLZ4CompressorOutputStream(file)) {
      lz4.write(json);
    }
    ImportReport report = library.read(file.toByteArray());
    assertEquals(new ImportCounts(1, 0, 0, 0, 1), report.counts());
    assertTrue(report.complete());
    assertEquals(List.of("Recipes"), TestLibrary.tags(library.only()));
  }

  @Test
  void aGzipFileIsUnpacked() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(file)) {
      gzip.write("url\nhttps://a.example/1\n".getBytes(UTF_8));
    }
    assertEquals(1, library.read(file.toByteArray()).counts().created());
  }

  @Test
  void ofAZipArchiveEveryFileIsReported() throws IOException {
    byte[] zip =
        zip(
            Map.of(
                "a.csv", "url\nhttps://a.example/1\njavascript:x\n",
                "b/", "",
                "b/two.html", "<DL><DT><A HREF=\"https://a.example/2\">Two</A></DL>",
                "c.html", "<html>An article</html>",
                "__MACOSX/a.csv", "url\n"));
    ImportReport report = library.read(zip);
    assertEquals(new ImportCounts(2, 0, 0, 0, 1), report.counts());
    assertEquals(
        List.of(
            "a.csv: It was read; entries: 2.",
            "b/two.html: It was read; entries: 1.",
            "c.html: It was not read. The file is HTML or XML, but of no kind that holds"
                + " bookmarks."),
        report.remarks().stream().map(ImportReport.Note::text).toList());
    assertTrue(report.rejections().getFirst().text().startsWith("a.csv: "), report::toString);
  }

  @Test
  void anArchiveWithoutLinksIsRefused() throws IOException {
    byte[] zip = zip(Map.of("a.txt", "hello", "inner.zip", "PK\u0003\u0004"));
    InvalidInputException refusal =
        assertThrows(InvalidInputException.class, () -> library.read(zip));
    assertTrue(String.valueOf(refusal.getMessage()).contains("a.txt"), refusal::toString);
  }

  @Test
  void ofAnArchiveThatBreaksOffWhatIsWholeIsKept() throws IOException {
    byte[] zip =
        zip(
            Map.of(
                "a.csv",
                "url\nhttps://a.example/1\n",
                "b.csv",
                "url\n" + "https://a.example/2\n".repeat(20)));
    ImportReport report = library.read(Arrays.copyOf(zip, zip.length / 2));
    assertFalse(report.complete());
    assertEquals(List.of("https://a.example/1"), library.links().stream().map(Link::url).toList());
  }

  @Test
  void aBombIsNotUnpackedForEver() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("a.csv"));
      zip.write("url\nhttps://a.example/1\n".getBytes(UTF_8));
      byte[] letters = new byte[1024 * 1024];
      Arrays.fill(letters, (byte) 'x');
      for (int i = 0; i < 200; i++) {
        zip.write(letters);
      }
    }
    ImportReport report = library.read(out.toByteArray());
    assertFalse(report.complete());
    assertEquals(1, report.counts().created());
  }

  private static byte[] zip(Map<String, String> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(UTF_8));
      }
    }
    return out.toByteArray();
  }
}
