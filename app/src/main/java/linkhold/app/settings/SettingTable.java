package linkhold.app.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The settings of a program, in the order in which they were added. Not safe for concurrent use.
 */
public final class SettingTable {

  private final List<Setting<?>> settings = new ArrayList<>();

  /** A view of every setting. */
  public List<Setting<?>> all() {
    return Collections.unmodifiableList(settings);
  }

  /** The part of the table for settings of {@code group}. */
  public Section section(SettingGroup group) {
    return new Section(group);
  }

  /** Adds settings of one group to the table. */
  public final class Section {

    private final SettingGroup group;

    private Section(SettingGroup group) {
      this.group = group;
    }

    /** Adds a setting with a default; see {@link Setting} for the parameters. */
    public <T> Setting<T> add(String name, SettingType<T> type, T fallback, String help) {
      return addComputed(name, type, fallback, type.print(fallback), help);
    }

    /** Adds a setting with a default that is computed, described by {@code defaultText}. */
    public <T> Setting<T> addComputed(
        String name, SettingType<T> type, T fallback, String defaultText, String help) {
      return add(new Setting<>(name, group, type, fallback, defaultText, help));
    }

    /** Adds a setting that may be without a value; {@code otherwise} says what that means. */
    public <T> Setting<T> addOptional(
        String name, SettingType<T> type, String otherwise, String help) {
      return add(new Setting<>(name, group, type, null, otherwise, help));
    }

    private <T> Setting<T> add(Setting<T> setting) {
      settings.add(setting);
      return setting;
    }
  }
}
