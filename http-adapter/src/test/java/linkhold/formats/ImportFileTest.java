package linkhold.formats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import linkhold.domain.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportFileTest {

  static void assertRefused(String file) {
    InvalidInputException refusal =
        assertThrows(
            InvalidInputException.class, () -> new TestLibrary().read(file.getBytes(ISO_8859_1)));
    assertTrue(
        String.valueOf(refusal.getMessage()).contains("Can be imported: bookmark HTML"),
        refusal::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "[1, 2, 3]",
        "{\"a\": 1}\n{\"b\": 2}\n",
        "SQLite format 3\u0000",
        "bplist00\u00d1",
        "<html></html>",
        "{\"a\": 1}",
        "a,b,c\n1,2,3",
        "PK\u0003\u0004x",
        "\u001f\u008b\u0008",
        "%PDF-1.7",
        "\0\0\0\0"
      })
  void aFileOfNoKnownFormatIsRefused(String file) {
    assertRefused(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   \n", "\uFEFF"})
  void anEmptyFileHoldsNoLinks(String file) {
    ImportReport report = new TestLibrary().read(file);
    assertEquals(new ImportCounts(0, 0, 0, 0, 0), report.counts());
    assertEquals("The file is empty.", report.remarks().getFirst().toString());
  }

  @Test
  void anArchiveIsNamed() {
    InvalidInputException refusal =
        assertThrows(InvalidInputException.class, () -> new TestLibrary().read("PK\u0003\u0004"));
    assertTrue(
        String.valueOf(refusal.getMessage()).startsWith("The file is a zip archive"),
        refusal::toString);
  }

  @Test
  void bytesThatAreNotUtf8CountAsWindows1252WhereverTheyStand() {
    TestLibrary library = new TestLibrary();
    String padding = "x".repeat(16 * 1024 - 20);
    library.read(
        ("url,title\nhttps://a.example/," + padding + "\u00e9\u0080\u00e9\n").getBytes(ISO_8859_1));
    String title = library.only().title();
    assertEquals(2048, title == null ? 0 : title.length());
    library.read(
        "url,note\nhttps://a.example/,\u00e9\u00c3\u00a9\u0080\u0099\u00e2\u0082"
            .getBytes(ISO_8859_1));
    assertEquals("éé€™â‚", library.only().note());
  }
}
