package linkhold.app;

import java.util.EnumSet;
import java.util.Set;

/** The flags that say how to serve, beside which database. */
final class ServerOptions extends DatabaseOptions {

  @Override
  Set<Setting> settings() {
    return EnumSet.allOf(Setting.class);
  }

  @Override
  boolean serving() {
    return true;
  }
}
