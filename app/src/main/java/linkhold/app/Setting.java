package linkhold.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Everything that can be set, under one name in the file, the environment and the flags. */
enum Setting {
  HOST,
  PORT,
  DATABASE_URL,
  DATABASE_USER,
  DATABASE_PASSWORD,
  DATA_DIR,
  AUTH,
  CORS_ORIGINS;

  /** The name in a configuration file, such as {@code data-dir}. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The flag, such as {@code --data-dir}. */
  String flag() {
    return "--" + key();
  }

  /** The environment's variable, such as {@code LINKHOLD_DATA_DIR}. */
  String variable() {
    return Configuration.VARIABLE_PREFIX + name();
  }

  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }

  static Optional<Setting> ofVariable(String variable) {
    return Arrays.stream(values())
        .filter(setting -> setting.variable().equals(variable))
        .findFirst();
  }
}
