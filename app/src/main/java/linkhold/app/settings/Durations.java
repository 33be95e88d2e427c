package linkhold.app.settings;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Lengths of time as people write them: {@code 30s}, {@code 15m}, {@code 12h}, {@code 90d}. */
public final class Durations implements ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})([smhdw])");

  /**
   * Parses a length of time.
   *
   * @throws IllegalArgumentException when it is not valid; the message is as in {@link
   *     SettingType#parse}
   */
  static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "is '" + text + "', not a number with s, m, h, d or w behind it, such as 90d");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> Duration.ofDays(7 * number);
    };
  }

  /** As {@link #parse}, with {@code 0} and {@code 0s} besides. */
  static Duration parseOrZero(String text) {
    return text.matches("0[smhdw]?") ? Duration.ZERO : parse(text);
  }

  /** The shortest form: {@code 90d}, {@code 12h}, {@code 15m}, {@code 75s}. */
  static String print(Duration time) {
    long seconds = time.toSeconds();
    if (seconds == 0) {
      return "0s";
    }
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  @Override
  public Duration convert(String text) {
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("it " + e.getMessage());
    }
  }
}
