package linkhold.app;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How many files a new field of a link touches, by one that is there. */
final class FieldOfALinkTest {

  private static final List<String> MODULES =
      List.of("domain", "persistence", "http-adapter", "app");

  /** Six of the domain, three of the store, the JSON and HTTP, the formats of files. */
  private static final int MOST = 22;

  @Test
  void fewMainFilesNameOneField() {
    List<Path> files = MODULES.stream().flatMap(FieldOfALinkTest::filesThatNameTheField).toList();
    assertTrue(
        !files.isEmpty() && files.size() <= MOST,
        () -> files.size() + ":\n" + files.stream().map(Path::toString).collect(joining("\n")));
  }

  private static Stream<Path> filesThatNameTheField(String module) {
    try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(FieldOfALinkTest::namesTheField)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean namesTheField(Path file) {
    try {
      return Files.readString(file).toLowerCase(Locale.ROOT).contains("favorite");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
