package linkhold.app;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which files a new field of a link touches, by the example of an existing one. */
final class FieldOfALinkTest {

  private static final List<String> MODULES =
      List.of("domain", "persistence", "http-adapter", "app");

  /** Not a browser's "favorites". */
  private static final Pattern NAME = Pattern.compile("favorite(?!s)", Pattern.CASE_INSENSITIVE);

  /** Each file that names the field, and why it has to. Besides these a migration adds a column. */
  private static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry("Link.java", "has it"),
          Map.entry("LinkFields.java", "is how people mention it"),
          Map.entry(
              "LinkFlag.java",
              "is the list of flags, by which filters, counts and merges treat it"),
          Map.entry("LinkColumns.java", "is the list of columns"),
          Map.entry("LinkJson.java", "is its JSON, in the API and in files"),
          Map.entry("CsvColumn.java", "is the list of columns in own CSV files"),
          Map.entry("HtmlFlag.java", "is the list of attributes in bookmark HTML"),
          Map.entry("Field.java", "knows what other programs call it in tables and objects"),
          Map.entry("State.java", "knows that starred, liked and pinned mean it"),
          Map.entry("NamedValues.java", "knows the words of other programs for a state"));

  @Test
  void fewMainFilesNameOneField() {
    Set<String> files =
        MODULES.stream().flatMap(FieldOfALinkTest::filesThatNameTheField).collect(toSet());
    assertEquals(FILES.keySet(), files);
  }

  private static Stream<String> filesThatNameTheField(String module) {
    try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(FieldOfALinkTest::namesTheField)
          .map(file -> file.getFileName().toString())
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean namesTheField(Path file) {
    try {
      return NAME.matcher(Files.readString(file)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
