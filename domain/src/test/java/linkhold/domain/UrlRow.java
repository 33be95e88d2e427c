package linkhold.domain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** A row of a table of URLs: two texts on a line with an arrow between them. */
record UrlRow(String left, String right) {
  private static final String ARROW = " => ";

  /** The rows of a resource of this package; lines that are empty or begin with # do not count. */
  static List<UrlRow> rows(String resource) {
    var stream = Objects.requireNonNull(UrlRow.class.getResourceAsStream(resource), resource);
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(UrlRow::row)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static UrlRow row(String line) {
    int arrow = line.indexOf(ARROW);
    if (arrow < 0) {
      throw new IllegalArgumentException("No arrow in: " + line);
    }
    return new UrlRow(
        line.substring(0, arrow).strip(), line.substring(arrow + ARROW.length()).strip());
  }
}
