package linkhold.app;

import java.util.List;
import java.util.Set;
import linkhold.app.settings.Setting;
import linkhold.app.settings.SettingGroup;

/** The flags of the database, and of its server's address. */
final class SignInOptions extends DatabaseOptions {

  @Override
  List<Setting<?>> settings() {
    return Settings.all().stream()
        .filter(setting ->
            Set.of(SettingGroup.DATABASE, SettingGroup.LISTENING).contains(setting.group()))
        .toList();
  }
}
