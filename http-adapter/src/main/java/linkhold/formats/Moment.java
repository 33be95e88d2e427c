package linkhold.formats;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Moments as files write them. */
final class Moment {

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,19}");

  /** What a moment counts from, in the browsers that count microseconds since 1601. */
  private static final Instant WINDOWS_EPOCH = Instant.parse("1601-01-01T00:00:00Z");

  private Moment() {}

  /**
   * The moment that {@code text} names: a number of seconds, milliseconds or microseconds since
   * 1970, told apart by its size, or of microseconds since 1601; or a date, with a time or without,
   * as in ISO 8601, in UTC where it does not say otherwise. Empty when it names none.
   */
  static Optional<Instant> parse(String text) {
    String moment = text.strip();
    try {
      return NUMBER.matcher(moment).matches()
          ? Optional.of(ofNumber(Long.parseLong(moment)))
          : Optional.of(ofDate(moment.replace(' ', 'T')));
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Instant ofNumber(long number) {
    long size = Math.abs(number);
    if (size < 100_000_000_000L) { // seconds until the year 5138
      return Instant.ofEpochSecond(number);
    }
    if (size < 100_000_000_000_000L) {
      return Instant.ofEpochMilli(number);
    }
    if (size < 10_000_000_000_000_000L) {
      return Instant.EPOCH.plus(number, ChronoUnit.MICROS);
    }
    return size < 100_000_000_000_000_000L
        ? WINDOWS_EPOCH.plus(number, ChronoUnit.MICROS)
        : Instant.EPOCH.plusNanos(number);
  }

  private static Instant ofDate(String date) {
    if (date.length() == "2026-11-23".length()) {
      return LocalDate.parse(date).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
    return switch (DateTimeFormatter.ISO_DATE_TIME.parseBest(
        date, OffsetDateTime::from, LocalDateTime::from)) {
      case OffsetDateTime time -> time.toInstant();
      case LocalDateTime time -> time.toInstant(ZoneOffset.UTC);
      default -> throw new DateTimeException("Neither with an offset nor without one");
    };
  }
}
