package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests multiply their deadlines by the factor of {@link linkhold.domain.Patience}, so that they
 * are slow on a busy machine, and do not fail. A wait of less than a second is a client's pace, or
 * the pause of a loop.
 */
final class DeadlinesTest {

  private static final String LONG = "[1-9]\\d?\\d?_?\\d{3}";

  private static final Pattern FIXED =
      Pattern.compile(
          String.join(
              "|",
              "@Timeout",
              "[(]\\d+, TimeUnit[.](SECONDS|MINUTES)",
              "[(]" + LONG + ", TimeUnit[.]MILLISECONDS",
              "(SECONDS|MINUTES)[.]toNanos[(]\\d",
              "setSoTimeout[(]" + LONG,
              "(join|assertTimeout\\w*)[(]\\s*Duration[.]",
              "(nanoTime|currentTimeMillis)[(][)] [+] *\\d"));

  @Test
  void everyDeadlineOfTheTestsHasTheFactor() {
    List<String> fixed =
        Stream.of("domain", "persistence", "http-adapter", "app")
            .flatMap(module -> sources(Path.of("..", module, "src", "test")))
            .filter(file -> !file.endsWith("DeadlinesTest.java"))
            .flatMap(DeadlinesTest::fixedDeadlines)
            .toList();
    assertEquals(List.of(), fixed, "Deadlines without linkhold.domain.Patience");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@Timeout(60)",
        "ended.await(20, TimeUnit.SECONDS)",
        "ended.await(2_000, TimeUnit.MILLISECONDS)",
        "TimeUnit.SECONDS.toNanos(20)",
        "socket.setSoTimeout(20_000)",
        "closing.join(Duration.ofSeconds(30))"
      })
  void aFixedDeadlineIsSeen(String source) {
    assertTrue(FIXED.matcher(source).find());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ended.await(Patience.seconds(20), TimeUnit.SECONDS)",
        "never.await(20, TimeUnit.MILLISECONDS)",
        "socket.setSoTimeout(50)",
        "TimeUnit.SECONDS.sleep(5)"
      })
  void whatIsNoDeadlineMayBeFixed(String source) {
    assertFalse(FIXED.matcher(source).find());
  }

  private static Stream<Path> sources(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> fixedDeadlines(Path file) {
    try {
      return FIXED
          .matcher(Files.readString(file))
          .results()
          .map(found -> file.getFileName() + ": " + found.group());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
