package linkhold.app.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the value of a setting is written.
 *
 * @param <T> what a value is
 * @param label the placeholder of a value in the help, such as {@code PORT}
 * @param range the valid values, for the help; empty where the label says enough
 * @param parser reads a value; see {@link #parse}
 * @param printer writes a value as the help shows it
 */
public record SettingType<T>(
    String label, String range, Function<String, T> parser, Function<T, String> printer) {

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException when the text is not one; the message completes a sentence
   *     that begins with the source of the text, such as "is 'x', not a port: 0 to 65535"
   */
  public T parse(String text) {
    return parser.apply(text);
  }

  /** A value as it is written. */
  public String print(T value) {
    return printer.apply(value);
  }

  /** Any text. */
  public static SettingType<String> text(String label) {
    return new SettingType<>(label, "", text -> text, text -> text);
  }

  /** A whole number from {@code min} on. */
  public static SettingType<Integer> number(String label, int min) {
    return integer(
        label,
        min > 1 ? "at least " + min : "",
        min,
        Integer.MAX_VALUE,
        "a number from " + min + " on");
  }

  /** A whole number from {@code min} to {@code max}. */
  public static SettingType<Integer> number(String label, int min, int max) {
    String range = min + " to " + max;
    return integer(label, range, min, max, "a number from " + range);
  }

  /** A TCP port; 0 for a free one. */
  public static SettingType<Integer> port() {
    return integer("PORT", "0 to 65535", 0, 65_535, "a port: 0 to 65535");
  }

  private static SettingType<Integer> integer(
      String label, String range, int min, int max, String expected) {
    return new SettingType<>(
        label,
        range,
        text -> {
          try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
              return number;
            }
          } catch (NumberFormatException e) {
            // Refused below, like a number that is out of range.
          }
          throw refused(text, expected);
        },
        String::valueOf);
  }

  /** A time such as {@code 30s}, longer than zero. */
  public static SettingType<Duration> time() {
    return new SettingType<>("TIME", "", Durations::parse, Durations::print);
  }

  /** A time such as {@code 30s}; also {@code 0s}. */
  public static SettingType<Duration> timeOrZero() {
    return new SettingType<>("TIME", "", Durations::parseOrZero, Durations::print);
  }

  /** One of several words, each for a value. */
  public static <T> SettingType<T> choice(Map<String, T> words) {
    List<String> sorted = words.keySet().stream().sorted().toList();
    return new SettingType<>(
        String.join("|", sorted),
        "",
        text -> {
          T value = words.get(text);
          if (value == null) {
            throw refused(text, String.join(" or ", sorted));
          }
          return value;
        },
        value ->
            words.entrySet().stream()
                .filter(word -> word.getValue().equals(value))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining()));
  }

  /** {@code on} or {@code off}. */
  public static SettingType<Boolean> onOrOff() {
    return choice(Map.of("on", true, "off", false));
  }

  /** The path of a file, which need not exist. */
  public static SettingType<Path> file() {
    return path("FILE", "a file's path");
  }

  /** The path of a directory, which need not exist. */
  public static SettingType<Path> directory() {
    return path("DIRECTORY", "a directory's path");
  }

  /**
   * The path of a file that holds the value instead: secrets are given like this, so that neither a
   * list of processes nor their environments show them. A line break at the end does not count.
   */
  public static <T> SettingType<T> fileWith(SettingType<T> content) {
    return new SettingType<>(
        "FILE",
        "",
        text -> {
          try {
            String value = Files.readString(file().parse(text)).replaceFirst("\\R\\z", "");
            return content.parse(value);
          } catch (IOException e) {
            throw new IllegalArgumentException(
                "names " + text + ", which cannot be read: " + ConfigurationFile.reason(e), e);
          }
        },
        _ -> "");
  }

  private static SettingType<Path> path(String label, String expected) {
    return new SettingType<>(
        label,
        "",
        text -> {
          try {
            if (!text.isBlank()) {
              return Path.of(text);
            }
          } catch (InvalidPathException e) {
            // Refused below, like no path at all.
          }
          throw refused(text, expected);
        },
        Path::toString);
  }

  /**
   * Values separated by commas; none in an empty text.
   *
   * @param valid whether a text is a value
   * @param expected describes a valid value, for messages
   */
  public static SettingType<List<String>> list(
      String label, Predicate<String> valid, String expected) {
    return new SettingType<>(
        label,
        "separated by commas",
        text -> {
          if (text.isBlank()) {
            return List.of();
          }
          List<String> items = Stream.of(text.split(",", -1)).map(String::strip).toList();
          List<String> wrong = new ArrayList<>(items);
          wrong.removeIf(valid);
          if (!wrong.isEmpty()) {
            String quoted =
                wrong.stream().map(i -> "'" + i + "'").collect(Collectors.joining(", "));
            throw new IllegalArgumentException("holds " + quoted + ", not " + expected);
          }
          return items;
        },
        items -> items.isEmpty() ? "none" : String.join(",", items));
  }

  private static IllegalArgumentException refused(String text, String expected) {
    return new IllegalArgumentException("is '" + text + "', not " + expected);
  }
}
