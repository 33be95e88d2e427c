package linkhold.app;

import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description = "jdbc:postgresql: or postgresql: URL (default: an embedded PostgreSQL)")
  void setDatabaseUrl(String value) {
    set(Setting.DATABASE_URL, value);
  }

  @Option(names = "--database-user", paramLabel = "ROLE", description = "role to connect as")
  void setDatabaseUser(String value) {
    set(Setting.DATABASE_USER, value);
  }

  @Option(
      names = "--database-password",
      paramLabel = "PASSWORD",
      description =
          "the role's password; others on this machine may see it, so rather set"
              + " LINKHOLD_DATABASE_PASSWORD")
  void setDatabasePassword(String value) {
    set(Setting.DATABASE_PASSWORD, value);
  }

  @Option(
      names = "--data-dir",
      paramLabel = "DIRECTORY",
      description = "where the embedded PostgreSQL keeps its data")
  void setDataDir(String value) {
    set(Setting.DATA_DIR, value);
  }

  /** Notes a flag. */
  final void set(Setting setting, String value) {
    flags.put(setting, value);
  }

  /** What was configured by these flags, the environment and a file. */
  final Configuration read() {
    return Configuration.read(System.getenv(), flags, file);
  }

  /** The database that was configured, for a command. */
  final ConfiguredDatabase join(Clock clock) {
    return ConfiguredDatabase.join(read(), clock);
  }
}
