package linkhold.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Prints the current step, with the time since the start, on standard error. */
final class Progress {

  private final Instant start = Instant.now();

  /** Prints a line, formatted as {@link String#format} does. */
  @SuppressWarnings({"SystemOut", "AnnotateFormatMethod"}) // a program of the command line
  void say(String format, Object... values) {
    Duration since = Duration.between(start, Instant.now());
    System.err.printf(
        Locale.ROOT,
        "%02d:%02d %s%n",
        since.toMinutes(),
        since.toSecondsPart(),
        String.format(Locale.ROOT, format, values));
  }
}
