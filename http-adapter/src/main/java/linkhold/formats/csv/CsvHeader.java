package linkhold.formats.csv;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import linkhold.domain.InvalidInputException;
import linkhold.formats.entry.Beginning;
import linkhold.formats.entry.Field;

/**
 * Where a CSV file names its columns.
 *
 * @param linesBefore how many lines come before: a title, or Excel's {@code sep=,}
 * @param separator between cells
 */
record CsvHeader(int linesBefore, char separator) {

  /** How many lines are searched for the names. */
  private static final int MAX_LINES_BEFORE = 10;

  private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');

  /**
   * The line of names in a file with this beginning; empty when no line names the URL.
   *
   * @throws InvalidInputException when the file holds passwords
   */
  static Optional<CsvHeader> of(Beginning beginning) {
    List<String> lines = beginning.lines();
    for (int i = 0; i < Math.min(lines.size(), MAX_LINES_BEFORE); i++) {
      for (char separator : SEPARATORS) {
        List<String> names = names(lines.get(i), separator);
        if (names.stream().anyMatch(CsvHeader::isUrl) && isEvidence(names, beginning)) {
          refusePasswords(names);
          return Optional.of(new CsvHeader(i, separator));
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> names(String line, char separator) {
    String[] names = line.replace("\"", "").split(Pattern.quote("" + separator), -1);
    return Arrays.stream(names).map(String::strip).toList();
  }

  private static boolean isUrl(String name) {
    return Field.named(name).filter(Field.URL::equals).isPresent();
  }

  /**
   * Whether it is a file of links: a column is called {@code url}, or a URL occurs; the other names
   * of that column occur in everyday tables too.
   */
  private static boolean isEvidence(List<String> names, Beginning beginning) {
    return names.stream().anyMatch(name -> name.equalsIgnoreCase("url"))
        || beginning.text().contains("://");
  }

  private static void refusePasswords(List<String> names) {
    if (names.stream().anyMatch(name -> name.toLowerCase(Locale.ROOT).contains("password"))) {
      throw new InvalidInputException(
          "",
          "The file holds passwords, not bookmarks; nothing of it was saved. Delete it if it is no"
              + " longer needed. Export the bookmarks instead: in Chrome, Edge and Firefox the"
              + " bookmark manager writes bookmarks.html, in Safari it is File, Export Bookmarks.");
    }
  }
}
