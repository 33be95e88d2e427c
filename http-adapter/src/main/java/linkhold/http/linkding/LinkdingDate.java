package linkhold.http.linkding;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as linkding's clients write them (ISO 8601, less strict than RFC 3339). */
final class LinkdingDate {

  /** In a query, the plus of an offset that was not escaped is a space. */
  private static final Pattern ISO_8601 =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d)"
              + "(?:[Tt ](\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?)"
              + " ?(?:([Zz])|([+ -]\\d\\d):?(\\d\\d)?)?)?");

  private LinkdingDate() {}

  /**
   * The time in {@code text}, at midnight without a time of day and in UTC without an offset; empty
   * when it is malformed.
   */
  static Optional<Instant> parse(String text) {
    Matcher matcher = ISO_8601.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      String time = matcher.group(2);
      LocalTime clock = time == null ? LocalTime.MIDNIGHT : LocalTime.parse(time.replace(',', '.'));
      return Optional.of(
          LocalDate.parse(matcher.group(1))
              .atTime(clock)
              .toInstant(offset(matcher.group(4), matcher.group(5))));
    } catch (DateTimeException e) { // such as a 30th of February
      return Optional.empty();
    }
  }

  private static ZoneOffset offset(@Nullable String hours, @Nullable String minutes) {
    return hours == null
        ? ZoneOffset.UTC
        : ZoneOffset.of(hours.replace(' ', '+') + ":" + (minutes == null ? "00" : minutes));
  }
}
