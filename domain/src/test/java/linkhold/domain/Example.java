package linkhold.domain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of one of the tables of examples for the domain's functions on texts: an input and its
 * result. Clients that implement these in other languages are tested with the same tables.
 */
public record Example(String given, String expected) {

  private static final String ARROW = " => ";

  /** As Java spells characters; the other escapes are those of string literals. */
  private static final Pattern UNICODE_ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

  /** The queries of searches and what they mean, in the notation of SearchQueryTest. */
  public static List<Example> queries() {
    return read("search-queries.txt", "// ", true);
  }

  /** Texts and how they are folded. */
  public static List<Example> foldedTexts() {
    return read("folded-texts.txt", "// ", true);
  }

  /** URLs and their canonical forms. */
  public static List<Example> canonicalUrls() {
    return read("canonical-urls.txt", "#", false);
  }

  /** Texts of share sheets, and the URL and title in each, with a blank between them. */
  public static List<Example> sharedTexts() {
    return read("shared-texts.txt", "// ", true);
  }

  /** Two spellings of one link each. */
  public static List<Example> sameLinks() {
    return read("same-links.txt", "#", false);
  }

  /** Two links each that look alike. */
  public static List<Example> differentLinks() {
    return read("different-links.txt", "#", false);
  }

  private static List<Example> read(String resource, String comment, boolean escapes) {
    try (InputStream in = Example.class.getResourceAsStream(resource)) {
      byte[] bytes = Objects.requireNonNull(in, resource).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith(comment))
          .map(line -> {
            int arrow = line.indexOf(ARROW);
            String given = line.substring(0, arrow).strip();
            String expected = line.substring(arrow + ARROW.length()).strip();
            return escapes
                ? new Example(unescaped(given), unescaped(expected))
                : new Example(given, expected);
          })
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unescaped(String text) {
    return UNICODE_ESCAPE
        .matcher(text)
        .replaceAll(escape ->
            Matcher.quoteReplacement(
                Character.toString((char) Integer.parseInt(escape.group(1), 16))))
        .translateEscapes();
  }
}
