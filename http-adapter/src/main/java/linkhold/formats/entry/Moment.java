package linkhold.formats.entry;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Moments as files write them. */
public final class Moment {

  private static final int MAX_LENGTH = 100;

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,19}");
  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,12}\\.\\d{1,20}");

  /** The epoch of browsers that count microseconds since 1601. */
  private static final Instant WINDOWS_EPOCH = Instant.parse("1601-01-01T00:00:00Z");

  /** ISO 8601 with a blank for the {@code T}, offsets without a colon, and names of zones. */
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[' '][XXX][XX][X][zzz]")
          .optionalStart()
          .appendLiteral('[')
          .appendZoneRegionId()
          .appendLiteral(']')
          .optionalEnd()
          .toFormatter(Locale.ROOT);

  private static final List<DateTimeFormatter> DATES_WITH_TIME =
      List.of(
          ISO,
          pattern("EEE MMM d HH:mm:ss yyyy"), // C's ctime
          pattern("EEE MMM d HH:mm:ss zzz yyyy"), // date
          pattern("EEE, d MMM yyyy HH:mm:ss zzz"), // e-mail, OPML
          pattern("EEE, d MMM yyyy HH:mm:ss XX"),
          pattern("d/MMM/yyyy:HH:mm:ss XX"), // Apache's logs
          pattern("[' ']yyyy/MM/dd HH:mm:ss"),
          pattern("MMM d, yyyy HH:mm:ss"));

  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.ISO_LOCAL_DATE,
          pattern("yyyy/MM/dd"),
          pattern("d MMM yyyy"),
          pattern("MMM d, yyyy"));

  private Moment() {}

  /**
   * The moment that {@code text} states: a number of seconds (maybe with decimals), milliseconds or
   * microseconds since 1970, distinguished by its size, or of microseconds since 1601; or a date,
   * with a time or without, as in ISO 8601, e-mail, C's ctime or Apache's logs, in UTC where it
   * does not say otherwise. Empty when it states none.
   */
  public static Optional<Instant> parse(String text) {
    String moment = text.strip();
    try {
      if (NUMBER.matcher(moment).matches()) {
        return Optional.of(ofNumber(Long.parseLong(moment)));
      }
      if (DECIMAL.matcher(moment).matches()) {
        BigDecimal seconds = new BigDecimal(moment);
        return Optional.of(
            Instant.ofEpochSecond(0).plusNanos(seconds.movePointRight(9).longValueExact()));
      }
    } catch (ArithmeticException | DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
    return moment.length() > MAX_LENGTH ? Optional.empty() : ofDate(moment.replaceAll("\\s+", " "));
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

  private static Optional<Instant> ofDate(String text) {
    for (DateTimeFormatter format : DATES_WITH_TIME) {
      try {
        return Optional.of(
            instant(
                format.parseBest(
                    text, ZonedDateTime::from, OffsetDateTime::from, LocalDateTime::from)));
      } catch (DateTimeException e) {
        // not in this notation
      }
    }
    for (DateTimeFormatter format : DATES) {
      try {
        return Optional.of(LocalDate.parse(text, format).atStartOfDay().toInstant(ZoneOffset.UTC));
      } catch (DateTimeException e) {
        // not in this notation
      }
    }
    return Optional.empty();
  }

  private static Instant instant(TemporalAccessor time) {
    return switch (time) {
      case LocalDateTime local -> local.toInstant(ZoneOffset.UTC);
      default -> Instant.from(time);
    };
  }

  private static DateTimeFormatter pattern(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .toFormatter(Locale.ENGLISH);
  }
}
