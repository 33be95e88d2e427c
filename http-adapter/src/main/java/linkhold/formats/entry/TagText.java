package linkhold.formats.entry;

import java.util.ArrayList;
import java.util.List;

/**
 * Tags in one text, in any of several notations: a list in brackets, quoted or not, as JSON, Python
 * and PostgreSQL have it; or names between commas, semicolons or bars, or else between blanks.
 */
final class TagText {

  private static final List<Character> SEPARATORS = List.of(',', ';', '|');

  private TagText() {}

  /** The names in {@code text}; some may be blank. */
  static List<String> names(String text) {
    String list = text.strip();
    if (isIn(list, '[', ']') || isIn(list, '{', '}')) {
      return split(list.substring(1, list.length() - 1), ',');
    }
    for (char separator : SEPARATORS) {
      if (list.indexOf(separator) >= 0) {
        return split(list, separator);
      }
    }
    return List.of(list.split("\\s+"));
  }

  /** The names between {@code separator}, without quotes around them. */
  static List<String> split(String text, char separator) {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0 && c == '\\' && i + 1 < text.length()) {
        name.append(text.charAt(++i));
      } else if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'') && name.toString().isBlank()) {
        quote = c;
      } else if (quote == 0 && c == separator) {
        names.add(name.toString());
        name.setLength(0);
      } else {
        name.append(c);
      }
    }
    names.add(name.toString());
    return names;
  }

  private static boolean isIn(String text, char open, char close) {
    return text.length() > 1 && text.charAt(0) == open && text.charAt(text.length() - 1) == close;
  }
}
