package linkhold.app.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One setting: its name in the configuration file, from which its flag and its variable follow, and
 * its help text.
 *
 * @param <T> the type of its value
 * @param name lower-case words with dashes between, such as {@code data-dir}
 * @param group the section of the help that lists it
 * @param type how its value is written, and its range
 * @param fallback its default; null where there is none, or the default depends on other things
 * @param defaultText the default, as the help describes it
 * @param help what it sets, for the help; without capital letter and full stop
 */
public record Setting<T>(
    String name,
    SettingGroup group,
    SettingType<T> type,
    @Nullable T fallback,
    String defaultText,
    String help) {

  /** The prefix of all variables. */
  public static final String VARIABLE_PREFIX = "LINKHOLD_";

  /** The flag, such as {@code --data-dir}. */
  public String flag() {
    return "--" + name;
  }

  /** The environment's variable, such as {@code LINKHOLD_DATA_DIR}. */
  public String variable() {
    return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** What it sets, its range and its default. */
  public String description() {
    String notes =
        Stream.of(type.range(), defaultText.isEmpty() ? "" : "default: " + defaultText)
            .filter(note -> !note.isEmpty())
            .collect(Collectors.joining("; "));
    return notes.isEmpty() ? help : help + " (" + notes + ")";
  }

  /** The default, where there is a fixed one. */
  Optional<T> defaultValue() {
    return Optional.ofNullable(fallback);
  }
}
