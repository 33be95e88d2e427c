package linkhold.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import linkhold.domain.LinkUrl;
import linkhold.domain.Stores;
import linkhold.domain.memory.InMemoryStore;

/** Chooses the stores that the configuration names; the one place that does. */
final class ConfiguredStores {

  private static final Logger LOG = System.getLogger(ConfiguredStores.class.getName());

  private ConfiguredStores() {}

  /** The stores, for a server, which closes them. */
  static Stores serve(Configuration configuration, Clock clock) {
    if (configuration.inMemory()) {
      LinkUrl.useTrackingParameters(configuration.get(Settings.TRACKING_PARAMETERS));
      LOG.log(
          Level.WARNING,
          "Nothing is kept: with --database-url memory: every link is gone when the server ends");
      return new InMemoryStore(clock, configuration.get(Settings.READ_PAGES));
    }
    return ConfiguredDatabase.serve(configuration, clock);
  }

  /**
   * The stores, for a command beside a server or without one; the command closes them.
   *
   * @throws StartException when the links are in a server's memory, which commands cannot reach
   */
  static Stores join(Configuration configuration, Clock clock) {
    return ConfiguredDatabase.join(configuration, clock);
  }
}
