package linkhold.app;

import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import linkhold.app.monitor.BackupState;
import linkhold.app.monitor.Metrics;
import linkhold.app.monitor.Monitors;
import linkhold.app.monitor.RequestLog;
import linkhold.app.monitor.WatchedPageReader;
import linkhold.app.monitor.WatchedStores;
import linkhold.app.postgres.EmbeddedPostgresException;
import linkhold.app.tracing.Tracing;
import linkhold.app.tracing.TracingVariables;
import linkhold.domain.PageReader;
import linkhold.domain.Stores;
import linkhold.domain.UnavailableException;
import linkhold.http.HttpApi;
import linkhold.http.HttpSettings;
import linkhold.http.MetricsServer;
import linkhold.http.call.Monitor;
import linkhold.outgoing.AllowedTargets;
import linkhold.pages.PageWorker;
import linkhold.pages.WebPageReader;
import linkhold.webhooks.WebhookSender;
import linkhold.webhooks.WebhookWorker;
import org.jspecify.annotations.Nullable;

/** A running Linkhold: the HTTP side over the stores, until it is closed. */
public final class Application implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Application.class.getName());

  private final Configuration configuration;
  private final @Nullable Tracing tracing;
  private final Stores stores;
  private final HttpApi http;
  private final Optional<MetricsServer> metricsServer;
  private final RecurringTask purge;
  private final Optional<RecurringTask> renewal;
  private final Optional<PageWorker> pages;
  private final WebhookWorker webhooks;
  private final Optional<ScheduledBackups> backups;

  /**
   * Starts everything.
   *
   * @throws linkhold.app.settings.ConfigurationException when traces cannot be sent as configured
   * @throws EmbeddedPostgresException when the embedded database cannot be started
   * @throws StartException when the external database does not answer, or the address cannot be
   *     listened on
   * @throws linkhold.persistence.SchemaException when the schema cannot be brought up to date
   */
  Application(Configuration configuration, Clock clock) {
    this.configuration = configuration;
    checkAddress(configuration.http());
    Optional<HttpSettings> metricsAddress = metricsAddress(configuration);
    metricsAddress.ifPresent(Application::checkAddress);
    Thread.ofPlatform().daemon().name("load").start(HttpApi::warmUp);
    tracing =
        TracingVariables.areSet(System.getenv())
            ? Tracing.start(System.getenv(), Main.Version.text())
            : null;
    stores = ConfiguredStores.serve(configuration, clock);
    LOG.log(Level.INFO, "Linkhold starts", configuration.logFields());
    try {
      BackupState backupState = new BackupState();
      Metrics metrics = new Metrics(clock, Main.Version.text(), Main.Version.commit());
      metrics.watchReadiness(stores::isReady);
      RequestLog log =
          new RequestLog(
              configuration.get(Settings.ACCESS_LOG), configuration.get(Settings.SLOW_REQUESTS));
      List<Monitor> monitors = new ArrayList<>(List.of(log, metrics, backupState));
      List<WatchedStores.Watch> callWatches =
          new ArrayList<>(
              List.<WatchedStores.Watch>of(
                  (name, nanos, _, _) -> HttpApi.noteCall(name, nanos), metrics));
      List<WatchedPageReader.Watch> readWatches = new ArrayList<>(List.of(metrics));
      if (tracing != null) {
        monitors.addFirst(tracing); // so that log lines have its trace ids
        callWatches.add(tracing);
        readWatches.add(tracing);
      }
      Monitor monitor = new Monitors(monitors);
      Stores watched = new WatchedStores(stores, callWatches);
      PageReader reader = reader(configuration, readWatches);
      WebhookSender webhookSender =
          new WebhookSender(new AllowedTargets(configuration.get(Settings.WEBHOOKS_ALLOW)), clock);
      http =
          new HttpApi(
              configuration.http(), watched, clock, monitor, reader, webhookSender::canReach);
      metricsServer =
          metricsAddress.map(address -> new MetricsServer(address.host(), address.port(), monitor));
      metricsServer.ifPresent(
          server -> LOG.log(Level.INFO, "Metrics are served", Map.of("port", server.port())));
      pages =
          reader.equals(PageReader.NONE)
              ? Optional.empty()
              : Optional.of(new PageWorker(stores.pages(), reader));
      webhooks = new WebhookWorker(stores.webhooks(), webhookSender, metrics::webhookEnded);
      purge = RecurringTask.purge(stores, clock, configuration.get(Settings.TOMBSTONE_RETENTION));
      if (stores instanceof ConfiguredDatabase database) {
        renewal = Optional.of(RecurringTask.renewal(database));
        backups = backups(configuration, database, clock, backupState);
        backups.ifPresent(_ -> metrics.watchBackups(backupState));
        metrics.watchDatabase(database::state);
        database.embedded().ifPresent(own -> metrics.watchEmbedded(own::isRunning));
      } else {
        renewal = Optional.empty();
        backups = Optional.empty();
      }
      PageAddress.write(configuration, http.port());
    } catch (RuntimeException | Error e) {
      try (stores;
          tracing) {
        throw e;
      }
    }
  }

  private static PageReader reader(
      Configuration configuration, List<WatchedPageReader.Watch> watches) {
    return switch (configuration.get(Settings.READ_PAGES)) {
      case WITHOUT_TITLE ->
          new WatchedPageReader(
              new WebPageReader(new AllowedTargets(configuration.get(Settings.READ_PAGES_ALLOW))),
              watches);
      case NEVER -> PageReader.NONE;
    };
  }

  private static Optional<ScheduledBackups> backups(
      Configuration configuration, ConfiguredDatabase database, Clock clock, BackupState state) {
    return configuration
        .values()
        .find(Settings.BACKUP_DIR)
        .map(directory ->
            new ScheduledBackups(
                database.settings(),
                clock,
                directory,
                configuration.get(Settings.BACKUP_EVERY),
                configuration.get(Settings.BACKUP_KEEP),
                state));
  }

  private static Optional<HttpSettings> metricsAddress(Configuration configuration) {
    return configuration
        .values()
        .find(Settings.METRICS_PORT)
        .map(port -> new HttpSettings(configuration.get(Settings.METRICS_HOST), port));
  }

  /** Fails early when the port is taken, before the database is started. */
  private static void checkAddress(HttpSettings settings) {
    try {
      HttpApi.requireFree(settings);
    } catch (UncheckedIOException e) {
      throw new StartException(
          e.getMessage()
              + ". End the program that uses the port, or choose another with --port (0 picks a"
              + " free one)",
          e);
    }
  }

  /** Whether there is no account to sign in to; false when that is not known. */
  boolean hasNoAccounts() {
    try {
      return stores.accounts().list().isEmpty();
    } catch (UnavailableException e) {
      return false;
    }
  }

  /** The port that the server listens on. */
  int port() {
    return http.port();
  }

  /** Whether connections are still accepted. */
  boolean isListening() {
    return http.isListening();
  }

  /** Waits for running requests, then stops everything. Closing twice does nothing more. */
  @Override
  public void close() {
    PageAddress.remove(configuration);
    try (stores;
        purge;
        tracing) {
      renewal.ifPresent(RecurringTask::close);
      backups.ifPresent(ScheduledBackups::close);
      http.close();
      metricsServer.ifPresent(MetricsServer::close);
      pages.ifPresent(PageWorker::close);
      webhooks.close();
    }
  }
}
