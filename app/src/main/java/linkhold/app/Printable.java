package linkhold.app;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Escapes untrusted text for a terminal, which would interpret its control characters. */
final class Printable {

  /** Control characters, and those that change the direction of writing. */
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cc}\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]");

  private Printable() {}

  /** The text in its lines, with each other control character but tabs as its escape. */
  static String linesOf(String text) {
    return text.lines()
        .map(line ->
            Stream.of(line.split("\t", -1)).map(Printable::of).collect(Collectors.joining("\t")))
        .collect(Collectors.joining(System.lineSeparator(), "", System.lineSeparator()));
  }

  /** The text in one line, with each control character as its escape, such as {@code \\u001b}. */
  static String of(String text) {
    return CONTROL
        .matcher(text)
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }
}
