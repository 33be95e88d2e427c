package linkhold.app;

import java.util.List;
import linkhold.app.settings.Setting;

/** The flags of the server, besides those of the database. */
final class ServerOptions extends DatabaseOptions {

  @Override
  List<Setting<?>> settings() {
    return Settings.all();
  }

  @Override
  boolean serving() {
    return true;
  }
}
