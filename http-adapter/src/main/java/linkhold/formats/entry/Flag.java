package linkhold.formats.entry;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Yes or no as files write it. */
public final class Flag {

  private static final Set<String> YES = Set.of("1", "true", "t", "yes", "y", "x", "on");
  private static final Set<String> NO = Set.of("0", "false", "f", "no", "n", "off");

  private Flag() {}

  /** Yes or no; empty when {@code text} is neither. */
  public static Optional<Boolean> parse(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    if (YES.contains(word)) {
      return Optional.of(true);
    }
    return NO.contains(word) ? Optional.of(false) : Optional.empty();
  }
}
