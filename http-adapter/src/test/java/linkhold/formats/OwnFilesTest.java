package linkhold.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import linkhold.domain.LinkFields;
import linkhold.domain.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that earlier versions exported can be imported. */
class OwnFilesTest {

  private final TestLibrary library = new TestLibrary();

  @ParameterizedTest
  @EnumSource(FileFormat.class)
  void aFileOfTheFirstVersionIsImportedWithoutLoss(FileFormat format) throws IOException {
    ImportReport report = library.read(file("0.1.0." + format.extension()));
    assertEquals(new ImportCounts(2, 0, 0, 0, 0), report.counts());
    assertTrue(report.complete());
    assertEquals(List.of(), report.remarks());
    assertEquals(
        LinkFields.builder()
            .title("One \"quoted\"")
            .description("About")
            .note("First\nsecond")
            .tags(List.of(new Tag("java"), new Tag("web")))
            .unread(true)
            .archived(true)
            .favorite(true)
            .shared(true)
            .createdAt(Instant.parse("2020-01-02T03:04:05.123456Z"))
            .build(),
        library.said().getFirst().fields());
    assertEquals(
        LinkFields.builder()
            .tags(List.of())
            .unread(false)
            .archived(false)
            .favorite(false)
            .shared(false)
            .createdAt(Instant.parse("2021-01-01T00:00:00Z"))
            .build(),
        library.said().getLast().fields());
  }

  /** Once, an added column made one tag of the two in an older file. */
  @Test
  void aCsvWithMoreColumnsIsOursToo() throws IOException {
    String csv = new String(file("0.1.0.csv"), UTF_8);
    library.read(
        csv.replace(",createdAt", ",createdAt,color")
            .replace("\r\n", ",x\r\n")
            .replace("color,x", "color"));
    assertEquals(List.of("java", "web"), TestLibrary.tags(library.link("https://a.example/1")));
  }

  @ParameterizedTest
  @EnumSource(FileFormat.class)
  void ofAFileThatBreaksOffNothingHalfIsSaved(FileFormat format) throws IOException {
    byte[] whole = file("0.1.0." + format.extension());
    String text = new String(whole, UTF_8);
    int cut = text.indexOf("https://a.example/2") + "https://a.exam".length();
    ImportReport report = library.read(text.substring(0, cut));
    assertEquals(1, report.counts().created());
    assertEquals(1, report.counts().rejected());
    assertFalse(report.complete());
    assertEquals("https://a.example/1", library.only().url());
  }

  private static byte[] file(String name) throws IOException {
    try (InputStream file = OwnFilesTest.class.getResourceAsStream("own/" + name)) {
      return Objects.requireNonNull(file, name).readAllBytes();
    }
  }
}
