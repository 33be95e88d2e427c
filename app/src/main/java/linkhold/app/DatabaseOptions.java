package linkhold.app;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import linkhold.app.settings.Setting;
import linkhold.app.settings.SettingGroup;
import linkhold.app.settings.SettingValues;
import linkhold.domain.Stores;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;

/** The flags of the database, for every command. */
@Command(
    footer = {
      "",
      "Each setting may also be in the environment, as LINKHOLD_ and its flag's",
      "name in capitals (LINKHOLD_DATA_DIR), or in the YAML file, under that name",
      "without the dashes in front (data-dir). Flags override the environment, which",
      "overrides the file."
    })
class DatabaseOptions {

  private final Map<Setting<?>, String> flags = new HashMap<>();

  @Option(
      names = SettingValues.FILE_FLAG,
      paramLabel = "FILE",
      description = "YAML file of settings, with lines such as 'port: 8080'")
  private @Nullable String file;

  /** The settings that these flags set. */
  List<Setting<?>> settings() {
    return Settings.all().stream()
        .filter(setting -> setting.group() == SettingGroup.DATABASE)
        .toList();
  }

  /** Adds the flags to a command, each in its section of the help. */
  final void addTo(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    settings().forEach(setting -> spec.addOption(flag(setting)));
    spec.usageMessage().abbreviateSynopsis(true).sortOptions(false);
    command
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, this::describeOptions);
  }

  /** The options of the command's own, then those of each group of settings under its title. */
  private String describeOptions(Help help) {
    List<OptionSpec> others = new ArrayList<>(help.commandSpec().options());
    var sections = new StringBuilder();
    for (SettingGroup group : SettingGroup.values()) {
      List<OptionSpec> section =
          settings().stream()
              .filter(setting -> setting.group() == group)
              .map(setting -> help.commandSpec().findOption(setting.flag()))
              .toList();
      if (!section.isEmpty()) {
        others.removeAll(section);
        sections.append(System.lineSeparator()).append(group.title()).append(':');
        sections.append(System.lineSeparator()).append(help.optionListExcludingGroups(section));
      }
    }
    return help.optionListExcludingGroups(others) + sections;
  }

  /** The flag that sets {@code setting} here. */
  private OptionSpec flag(Setting<?> setting) {
    ISetter note =
        new ISetter() {
          @Override
          public <T> T set(T value) {
            // Before it reads the arguments, picocli sets every option to null.
            if (value instanceof String text) {
              flags.put(setting, text);
            }
            return value;
          }
        };
    return OptionSpec.builder(setting.flag())
        .paramLabel(setting.type().label())
        .description(setting.description().replace("%", "%%")) // it is a format
        .type(String.class)
        .setter(note)
        .build();
  }

  /** The configuration from these flags, the environment and a file. */
  final Configuration read() {
    return Configuration.read(System.getenv(), flags, file, serving());
  }

  /** Whether the configuration is for a server. */
  boolean serving() {
    return false;
  }

  /** The stores that were configured, for a command. */
  final Stores join(Clock clock) {
    return ConfiguredStores.join(read(), clock);
  }
}
