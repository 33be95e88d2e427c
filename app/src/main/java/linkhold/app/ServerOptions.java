package linkhold.app;

import java.util.List;
import linkhold.app.settings.Setting;

/** The flags that say how to serve, beside which database. */
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
