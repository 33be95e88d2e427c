package linkhold.app;

import java.time.Clock;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The flags that say which database is meant, for every command. */
@Command(
    footer = {
      "",
      "Each setting may also stand in the environment, as LINKHOLD_ and its flag's",
      "name in capitals (LINKHOLD_DATA_DIR), or in the YAML file, under that name",
      "without the dashes in front (data-dir). Flags override the environment, which",
      "overrides the file."
    })
class DatabaseOptions {

  private final Map<Setting, String> flags = new EnumMap<>(Setting.class);

  @Option(
      names = Configuration.FILE_FLAG,
      paramLabel = "FILE",
      description = "YAML file of settings, one 'port: 8080' a line")
  private @Nullable String file;

  /** The settings that these flags set. */
  Set<Setting> settings() {
    return EnumSet.range(Setting.DATABASE_URL, Setting.DATA_DIR);
  }

  /** The flag that sets {@code setting} here. */
  final OptionSpec flag(Setting setting) {
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
        .paramLabel(setting.value())
        .description(setting.description())
        .type(String.class)
        .setter(note)
        .build();
  }

  /** What was configured by these flags, the environment and a file. */
  final Configuration read() {
    return Configuration.read(System.getenv(), flags, file, serving());
  }

  /** Whether it is to be served with. */
  boolean serving() {
    return false;
  }

  /** The database that was configured, for a command. */
  final ConfiguredDatabase join(Clock clock) {
    return ConfiguredDatabase.join(read(), clock);
  }
}
