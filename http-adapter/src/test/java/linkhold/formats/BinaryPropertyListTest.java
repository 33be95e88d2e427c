package linkhold.formats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dd.plist.BinaryPropertyListWriter;
import com.dd.plist.XMLPropertyListParser;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import linkhold.domain.InvalidInputException;
import org.junit.jupiter.api.Test;

/** Property lists in binary form, as another library writes them, and malformed ones. */
final class BinaryPropertyListTest {

  private static final String BOOKMARKS =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <plist version="1.0"><dict><key>Children</key><array>
        <dict><key>Children</key><array>
          <dict><key>Children</key><array>
            <dict><key>URIDictionary</key><dict><key>title</key><string>One &amp; Eins – 一</string></dict>
              <key>URLString</key><string>https://a.example/1</string></dict></array>
            <key>Title</key><string>Recipes</string></dict></array>
          <key>Title</key><string>BookmarksBar</string></dict>
        <dict><key>Children</key><array>
          <dict><key>ReadingList</key><dict>
              <key>DateAdded</key><date>2020-03-17T16:11:15Z</date>
              <key>PreviewText</key><string>A preview that is longer than fourteen characters.</string></dict>
            <key>imageURL</key><data>AAEC</data><key>Sync</key><integer>7</integer><key>Read</key><true/>
            <key>URIDictionary</key><dict><key>title</key><string>Two</string></dict>
            <key>URLString</key><string>https://a.example/2</string></dict></array>
          <key>Title</key><string>com.apple.ReadingList</string></dict></array></dict></plist>
      """;

  private static byte[] binary(String xml) throws Exception {
    return BinaryPropertyListWriter.writeToArray(XMLPropertyListParser.parse(xml.getBytes(UTF_8)));
  }

  @Test
  void theBinaryFormHoldsTheSameLinks() throws Exception {
    TestLibrary library = new TestLibrary();
    ImportReport report = library.read(binary(BOOKMARKS));
    assertEquals(new ImportCounts(2, 0, 0, 0, 0), report.counts());
    assertEquals(List.of(), report.remarks());
    assertEquals(new ImportCounts(0, 0, 2, 0, 0), library.read(BOOKMARKS).counts());
    assertEquals(List.of("Recipes"), TestLibrary.tags(library.link("https://a.example/1")));
    assertEquals("One & Eins – 一", library.link("https://a.example/1").title());
    assertTrue(library.link("https://a.example/2").unread());
  }

  @Test
  void aBinaryWeblocIsOneLink() throws Exception {
    TestLibrary library = new TestLibrary();
    library.read(
        binary(
            "<plist version=\"1.0\"><dict><key>URL</key><string>https://a.example/</string></dict></plist>"));
    assertEquals("https://a.example/", library.only().url());
  }

  @Test
  void anEntryOfAnArchiveIsReadToo() throws Exception {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(archive)) {
      zip.putNextEntry(new ZipEntry("Bookmarks.plist"));
      zip.write(binary(BOOKMARKS));
    }
    ImportReport report = new TestLibrary().read(archive.toByteArray());
    assertEquals(new ImportCounts(2, 0, 0, 0, 0), report.counts());
  }

  /** A damaged file is read as far as possible, or refused with the reason. */
  @Test
  void damagedFilesAreRefused() throws Exception {
    byte[] whole = binary(BOOKMARKS);
    for (int length = 8; length < whole.length; length += 3) {
      assertReadOrRefused(Arrays.copyOf(whole, length));
    }
    Random random = new Random(5);
    for (int i = 0; i < 1_000; i++) {
      byte[] damaged = whole.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        damaged[8 + random.nextInt(whole.length - 8)] = (byte) random.nextInt(256);
      }
      assertReadOrRefused(damaged);
    }
  }

  private static void assertReadOrRefused(byte[] file) {
    try {
      new TestLibrary().read(file);
    } catch (InvalidInputException e) {
      assertTrue(String.valueOf(e.getMessage()).startsWith("The file is "), e::toString);
    }
  }

  @Test
  void aListThatHoldsItselfIsRefused() {
    assertRefused("nested too deeply", file(array(0)));
    assertRefused("nested too deeply", file(array(1), array(0)));
  }

  @Test
  void aSmallFileThatStandsForAnEnormousListIsRefused() {
    List<byte[]> objects = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      objects.add(array(i + 1, i + 1));
    }
    objects.add(array());
    assertRefused("too large", file(objects.toArray(byte[][]::new)));
    byte[] text = ("_\u0011\u00ff\u00ff" + "x".repeat(0xffff)).getBytes(ISO_8859_1);
    objects.set(60, text);
    assertRefused("too large", file(objects.toArray(byte[][]::new)));
  }

  @Test
  void lengthsAndNumbersThatLeadNowhereAreRefused() {
    assertRefused("too short", "bplist00".getBytes(ISO_8859_1));
    assertRefused("not there", file(array(7)));
    assertRefused(
        "cut off",
        file("\u00af\u0013\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff".getBytes(ISO_8859_1)));
    assertRefused(
        "cut off",
        file("\u00af\u0013\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff".getBytes(ISO_8859_1)));
    assertRefused("not a number", file("\u00afP".getBytes(ISO_8859_1)));
    assertRefused("not a number", file("\u00af\u0014".getBytes(ISO_8859_1)));
    assertRefused("no text", file("\u00d1\1\1".getBytes(ISO_8859_1), array()));
    byte[] endless = file(array());
    ByteBuffer.wrap(endless).putLong(endless.length - 24, Long.MAX_VALUE);
    assertRefused("not whole", endless);
  }

  private static void assertRefused(String reason, byte[] file) {
    InvalidInputException refusal =
        assertThrows(InvalidInputException.class, () -> new TestLibrary().read(file));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.startsWith("The file is a binary property list"), message);
    assertTrue(message.contains(reason), message);
  }

  private static byte[] array(int... objects) {
    byte[] array = new byte[1 + objects.length];
    array[0] = (byte) (0xa0 | objects.length);
    for (int i = 0; i < objects.length; i++) {
      array[i + 1] = (byte) objects[i];
    }
    return array;
  }

  /** A file of these objects, the first of which is the list. */
  private static byte[] file(byte[]... objects) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes("bplist00".getBytes(ISO_8859_1));
    ByteBuffer offsets = ByteBuffer.allocate(4 * objects.length);
    for (byte[] object : objects) {
      offsets.putInt(file.size());
      file.writeBytes(object);
    }
    int table = file.size();
    file.writeBytes(offsets.array());
    ByteBuffer trailer = ByteBuffer.allocate(32);
    trailer.put(6, (byte) 4).put(7, (byte) 1);
    trailer.putLong(8, objects.length).putLong(24, table);
    file.writeBytes(trailer.array());
    return file.toByteArray();
  }
}
