package linkhold.app.settings;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of a table of settings: from a YAML file, the environment over it, the flags over
 * both, and the defaults for the others.
 */
public final class SettingValues {

  /** The flag and the variable that name the configuration file. */
  public static final String FILE_FLAG = "--config";

  private static final String FILE_VARIABLE = Setting.VARIABLE_PREFIX + "CONFIG";

  /** Read by the script that starts this program. */
  private static final String LAUNCHER_VARIABLE = Setting.VARIABLE_PREFIX + "JAVA_OPTIONS";

  /**
   * What Kubernetes and Docker add for a service whose name is or begins with {@code linkhold}: the
   * service's address, not settings of this program.
   */
  private static final Pattern SERVICE_VARIABLE =
      Pattern.compile(
          Setting.VARIABLE_PREFIX
              + "(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?"
              + "|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

  private static final Pattern SERVICE_PORT =
      Pattern.compile(Setting.VARIABLE_PREFIX + "(.+_)?PORT");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  /** The text of a setting, which may be secret, and its source. */
  record Given(String text, String source) {
    @Override
    public String toString() {
      return source;
    }
  }

  private final Map<Setting<?>, Given> given = new HashMap<>();
  private final Set<Setting<?>> wrong = new HashSet<>();

  private SettingValues() {}

  /**
   * Reads the settings.
   *
   * @param table all settings there are
   * @param environment all variables; those beginning with {@code LINKHOLD_} count
   * @param flags the texts of the settings that are given as flags
   * @param fileFlag the file that a flag names; otherwise {@code LINKHOLD_CONFIG} may name one
   * @param mistakes receives all mistakes, each a sentence that says what to change
   */
  public static SettingValues read(
      List<Setting<?>> table,
      Map<String, String> environment,
      Map<Setting<?>, String> flags,
      @Nullable String fileFlag,
      List<String> mistakes) {
    var values = new SettingValues();
    values.readFile(table, environment, fileFlag, mistakes);
    values.readEnvironment(table, environment, mistakes);
    flags.forEach((setting, text) -> values.given.put(setting, new Given(text, setting.flag())));
    table.forEach(setting -> values.check(setting, mistakes));
    return values;
  }

  private void readFile(
      List<Setting<?>> table,
      Map<String, String> environment,
      @Nullable String fileFlag,
      List<String> mistakes) {
    String file = fileFlag == null ? environment.get(FILE_VARIABLE) : fileFlag;
    if (file == null) {
      return;
    }
    try {
      var content = new ConfigurationFile(SettingType.file().parse(file), table, mistakes);
      given.putAll(content.read());
    } catch (IllegalArgumentException e) {
      mistakes.add((fileFlag == null ? FILE_VARIABLE : FILE_FLAG) + " " + e.getMessage() + ".");
    }
  }

  private void readEnvironment(
      List<Setting<?>> table, Map<String, String> environment, List<String> mistakes) {
    Map<String, Setting<?>> variables = new HashMap<>();
    table.forEach(setting -> variables.put(setting.variable(), setting));
    environment.forEach((name, text) -> {
      if (!name.startsWith(Setting.VARIABLE_PREFIX)
          || name.equals(FILE_VARIABLE)
          || name.equals(LAUNCHER_VARIABLE)
          || isOfService(name, text)) {
        return;
      }
      Setting<?> setting = variables.get(name);
      if (setting == null) {
        mistakes.add("There is no setting " + name + "; ./linkhold serve --help lists them.");
      } else {
        given.put(setting, new Given(text, name));
      }
    });
  }

  private static boolean isOfService(String name, String text) {
    return SERVICE_VARIABLE.matcher(name).matches()
        || SERVICE_PORT.matcher(name).matches() && SERVICE_ADDRESS.matcher(text).matches();
  }

  private void check(Setting<?> setting, List<String> mistakes) {
    Given value = given.get(setting);
    if (value != null) {
      try {
        setting.type().parse(value.text());
      } catch (IllegalArgumentException e) {
        mistakes.add(value.source() + " " + e.getMessage() + ".");
        wrong.add(setting);
        given.remove(setting);
      }
    }
  }

  /** The value of a setting; its default if none or no valid one was given. */
  public <T> Optional<T> find(Setting<T> setting) {
    Given value = given.get(setting);
    return value == null ? setting.defaultValue() : Optional.of(setting.type().parse(value.text()));
  }

  /**
   * The value of a setting that has a default.
   *
   * @throws java.util.NoSuchElementException when it has none
   */
  public <T> T get(Setting<T> setting) {
    return find(setting).orElseThrow();
  }

  /** Where the setting was given: a flag, a variable or a line of the file. */
  public Optional<String> source(Setting<?> setting) {
    return Optional.ofNullable(given.get(setting)).map(Given::source);
  }

  /** Whether one of these settings was given a value that is not valid. */
  public boolean isWrong(Setting<?>... settings) {
    return wrong.stream().anyMatch(List.of(settings)::contains);
  }

  /** Where the values come from, without the values: some are secret. */
  @Override
  public String toString() {
    return "SettingValues" + given.values();
  }
}
