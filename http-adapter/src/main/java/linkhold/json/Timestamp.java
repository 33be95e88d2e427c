package linkhold.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import linkhold.domain.InvalidInputException;

/** Moments in JSON (RFC 3339). */
public final class Timestamp {

  /** The length of each written one: always in UTC, to the microsecond. */
  private static final int LENGTH = "2026-11-23T08:00:00.123456Z".length();

  /** With an offset; digits beyond the nanosecond are accepted and ignored. */
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\dT(?:[01]\\d|2[0-3]):\\d\\d:\\d\\d(?:\\.\\d{1,9})?)\\d*"
              + "(Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)");

  private Timestamp() {}

  /**
   * The moment that {@code text} states; 23:59:60 counts as the second before.
   *
   * @throws InvalidInputException at {@code pointer} when it states none
   */
  public static Instant parse(String pointer, String text) {
    var matcher = RFC_3339.matcher(text.toUpperCase(Locale.ROOT));
    try {
      if (matcher.matches()) {
        return DateTimeFormatter.ISO_INSTANT.parse(
            matcher.group(1) + matcher.group(2), Instant::from);
      }
    } catch (DateTimeException e) {
      // such as a 30th of February: reported below
    }
    throw new InvalidInputException(
        pointer,
        "Expected a date and time with an offset (RFC 3339), such as 2026-11-23T08:00:00Z.");
  }

  /** The characters of {@code moment}, in the years 1 to 9999, in a new array. */
  public static char[] format(Instant moment) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(moment.getEpochSecond(), moment.getNano(), ZoneOffset.UTC);
    char[] text = new char[LENGTH];
    put(text, 0, 4, time.getYear());
    text[4] = '-';
    put(text, 5, 2, time.getMonthValue());
    text[7] = '-';
    put(text, 8, 2, time.getDayOfMonth());
    text[10] = 'T';
    put(text, 11, 2, time.getHour());
    text[13] = ':';
    put(text, 14, 2, time.getMinute());
    text[16] = ':';
    put(text, 17, 2, time.getSecond());
    text[19] = '.';
    put(text, 20, 6, time.getNano() / 1000);
    text[26] = 'Z';
    return text;
  }

  private static void put(char[] text, int at, int digits, int value) {
    int rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      text[i] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
