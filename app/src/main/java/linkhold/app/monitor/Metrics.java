package linkhold.app.monitor;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import linkhold.domain.BatchResult;
import linkhold.domain.Change;
import linkhold.domain.SaveResult;
import linkhold.formats.ImportCounts;
import linkhold.http.call.Exchange;
import linkhold.http.call.Monitor;
import linkhold.persistence.DatabaseState;
import org.jspecify.annotations.Nullable;

/**
 * The server's metrics, in the formats of Prometheus. Labels are routes, outcomes and the names of
 * settings: never an account, a URL or a query. Docs name every metric (docs/running.md). Exemplars
 * are off: with them, each observation would ask OpenTelemetry for the span that it belongs to.
 */
public final class Metrics implements Monitor, WatchedStores.Watch, WatchedPageReader.Watch {

  /** The buckets, in seconds: from a read in memory to a long transfer. */
  private static final double[] SECONDS = {0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10};

  private record Served(String method, String route, int status) {}

  private final Clock clock;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final Map<Served, DistributionDataPoint> servedPoints = new ConcurrentHashMap<>();
  private final Map<String, DistributionDataPoint> callPoints = new ConcurrentHashMap<>();
  private final Map<String, CounterDataPoint> savePoints = new ConcurrentHashMap<>();

  private final Histogram requests;
  private final Counter problems;
  private final Counter refusals;
  private final Histogram calls;
  private final Counter saves;
  private final Gauge streams;
  private final Counter streamsOpened;
  private final Counter streamsCut;
  private final Counter changesSent;
  private final Histogram lag;
  private final Counter imports;
  private final Counter importedLinks;
  private final Counter pageReads;
  private final Counter webhooks;
  private boolean hasJvm;

  /**
   * No events yet.
   *
   * @param clock for the delay of changes in streams
   * @param version of the program
   * @param commit of its source
   */
  public Metrics(Clock clock, String version, String commit) {
    this.clock = clock;
    Info.builder()
        .name("linkhold_build_info")
        .help("The program's version and the commit of its source.")
        .labelNames("version", "commit")
        .register(registry)
        .addLabelValues(version, commit);
    requests =
        histogram("linkhold_http_request_duration_seconds", "How long requests took to be served.")
            .labelNames("method", "route", "status")
            .register(registry);
    problems =
        counter("linkhold_http_problems", "Requests answered by a problem, by its type.")
            .labelNames("type")
            .register(registry);
    refusals =
        counter("linkhold_limit_refusals", "Requests that a limit refused, by its setting.")
            .labelNames("limit")
            .register(registry);
    calls =
        histogram("linkhold_store_call_duration_seconds", "How long calls of the stores took.")
            .labelNames("call")
            .register(registry);
    saves =
        counter("linkhold_saves", "Changes of links, by their outcome.")
            .labelNames("outcome")
            .register(registry);
    streams =
        Gauge.builder()
            .name("linkhold_event_streams")
            .help("Streams of events that are open.")
            .withoutExemplars()
            .register(registry);
    streamsOpened =
        counter("linkhold_event_streams_opened", "Streams of events that were opened.")
            .register(registry);
    streamsCut =
        counter(
                "linkhold_event_streams_cut",
                "Streams of events whose client went or was too slow.")
            .register(registry);
    changesSent =
        counter("linkhold_changes_sent", "Changes sent through streams of events.")
            .register(registry);
    lag =
        histogram("linkhold_change_feed_lag_seconds", "From a change to its sending to a stream.")
            .register(registry);
    imports = counter("linkhold_imports", "Files imported over HTTP.").register(registry);
    importedLinks =
        counter("linkhold_imported_links", "Entries of those files, by their outcome.")
            .labelNames("outcome")
            .register(registry);
    pageReads =
        counter("linkhold_page_reads", "Pages that were read for their titles, by the outcome.")
            .labelNames("outcome")
            .register(registry);
    webhooks =
        counter("linkhold_webhook_deliveries", "Webhooks that were sent, by the outcome.")
            .labelNames("outcome")
            .register(registry);
  }

  private static Histogram.Builder histogram(String name, String help) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .unit(Unit.SECONDS)
        .classicUpperBounds(SECONDS)
        .withoutExemplars();
  }

  private static Counter.Builder counter(String name, String help) {
    return Counter.builder().name(name).help(help).withoutExemplars();
  }

  @Override
  public void served(Exchange exchange) {
    if (!exchange.isEndless()) {
      servedPoints
          .computeIfAbsent(
              new Served(exchange.method(), exchange.route(), exchange.status()), this::point)
          .observe(seconds(exchange.nanos()));
    }
    if (!exchange.problem().isEmpty()) {
      problems.labelValues(exchange.problem()).inc();
    }
    if (!exchange.limit().isEmpty()) {
      refusals.labelValues(exchange.limit()).inc();
    }
  }

  private DistributionDataPoint point(Served served) {
    String status = served.status == 0 ? "aborted" : Integer.toString(served.status);
    return requests.labelValues(served.method, served.route, status);
  }

  @Override
  public void called(
      String name, long nanos, @Nullable Object result, @Nullable Throwable failure) {
    callPoints.computeIfAbsent(name, calls::labelValues).observe(seconds(nanos));
    switch (result) {
      case SaveResult saved -> countSave(saved);
      case List<?> list -> {
        for (Object each : list) {
          if (!(each instanceof SaveResult saved)) {
            break;
          }
          countSave(saved);
        }
      }
      case BatchResult batch -> batch.results().forEach(each -> countSave(each.outcome().name()));
      case null, default -> {}
    }
  }

  private void countSave(SaveResult result) {
    switch (result) {
      case SaveResult.Saved saved -> countSave(saved.outcome().name());
      case SaveResult.Refused _ -> countSave("REFUSED");
    }
  }

  private void countSave(String outcome) {
    savePoints
        .computeIfAbsent(outcome, name -> saves.labelValues(name.toLowerCase(Locale.ROOT)))
        .inc();
  }

  @Override
  public void streamOpened() {
    streams.inc();
    streamsOpened.inc();
  }

  @Override
  public void streamClosed() {
    streams.dec();
  }

  @Override
  public void streamCut() {
    streamsCut.inc();
  }

  @Override
  public void changesSent(List<Change> changes, boolean fresh) {
    changesSent.inc(changes.size());
    if (fresh && changes.getLast() instanceof Change.Saved saved) {
      Duration late = Duration.between(saved.link().updatedAt(), clock.instant());
      lag.observe(Math.max(0, seconds(late.toNanos())));
    }
  }

  @Override
  public void imported(ImportCounts counts) {
    imports.inc();
    importedLinks.labelValues("created").inc(counts.created());
    importedLinks.labelValues("merged").inc(counts.merged());
    importedLinks.labelValues("unchanged").inc(counts.unchanged());
    importedLinks.labelValues("restored").inc(counts.restored());
    importedLinks.labelValues("rejected").inc(counts.rejected());
  }

  @Override
  public void pageRead(String outcome, long nanos) {
    pageReads.labelValues(outcome).inc();
  }

  /** Counts a delivery of a webhook. */
  public void webhookEnded(String outcome) {
    webhooks.labelValues(outcome).inc();
  }

  /** Adds whether the stores are ready. */
  public void watchReadiness(BooleanSupplier ready) {
    gauge(
        "linkhold_database_ready",
        "1 when the database answers, otherwise 0.",
        () -> Optional.of(ready.getAsBoolean() ? 1.0 : 0.0));
  }

  /** Adds whether the embedded PostgreSQL runs. */
  public void watchEmbedded(BooleanSupplier running) {
    gauge(
        "linkhold_embedded_postgres_running",
        "1 when the embedded PostgreSQL runs, otherwise 0.",
        () -> Optional.of(running.getAsBoolean() ? 1.0 : 0.0));
  }

  /** Adds the times of scheduled backups; those that have not happened are left out. */
  public void watchBackups(BackupState backups) {
    gauge(
        "linkhold_backup_last_success_timestamp_seconds",
        "When the newest scheduled backup was made.",
        () -> backups.success().map(Metrics::epochSeconds));
    gauge(
        "linkhold_backup_last_failure_timestamp_seconds",
        "When a scheduled backup failed last.",
        () -> backups.failure().map(Metrics::epochSeconds));
  }

  private void gauge(String name, String help, Supplier<Optional<Double>> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(gauge -> value.get().ifPresent(gauge::call))
        .register(registry);
  }

  /** Adds the database's connections and shared statements. */
  public void watchDatabase(Supplier<DatabaseState> state) {
    GaugeWithCallback.builder()
        .name("linkhold_pool_connections")
        .help("Connections to the database, by pool and state; max is the size of the pool.")
        .labelNames("pool", "state")
        .callback(gauge -> {
          for (DatabaseState.Pool pool : state.get().pools()) {
            gauge.call(pool.active(), pool.name(), "active");
            gauge.call(pool.idle(), pool.name(), "idle");
            gauge.call(pool.size(), pool.name(), "max");
          }
        })
        .register(registry);
    GaugeWithCallback.builder()
        .name("linkhold_pool_waiting_calls")
        .help("Calls that wait for a connection, by pool.")
        .labelNames("pool")
        .callback(
            gauge -> state.get().pools().forEach(pool -> gauge.call(pool.waiting(), pool.name())))
        .register(registry);
    state.get().replica().ifPresent(_ -> watchReplica(() -> state.get().replica()));
    shared(
        state,
        "linkhold_shared_statements",
        "Statements that calls shared.",
        sharing -> sharing.statements());
    shared(
        state,
        "linkhold_shared_calls",
        "Calls answered by shared statements.",
        sharing -> sharing.calls());
    shared(
        state,
        "linkhold_shared_waits",
        "Calls that waited for another call's statement.",
        sharing -> sharing.waits());
    shared(
        state,
        "linkhold_shared_wait_seconds",
        "The total time that these calls waited.",
        sharing -> seconds(sharing.waitNanos()));
  }

  private void watchReplica(Supplier<Optional<DatabaseState.Replica>> state) {
    gauge(
        "linkhold_replica_ready",
        "1 when the replica answers and makes reads, otherwise 0.",
        () -> state.get().map(replica -> replica.answers() ? 1.0 : 0.0));
    CounterWithCallback.builder()
        .name("linkhold_account_reads")
        .help("Reads that the replica could make, by the server that made them and why it did.")
        .labelNames("server", "reason")
        .callback(counter ->
            state.get().stream()
                .flatMap(replica -> replica.reads().stream())
                .forEach(
                    reads -> counter.call((double) reads.count(), reads.server(), reads.reason())))
        .register(registry);
  }

  /** A counter of a kind of shared statements. */
  @FunctionalInterface
  private interface Count {
    double of(DatabaseState.Sharing sharing);
  }

  private void shared(Supplier<DatabaseState> state, String name, String help, Count count) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("kind")
        .callback(counter ->
            state
                .get()
                .sharing()
                .forEach(sharing -> counter.call(count.of(sharing), sharing.name())))
        .register(registry);
  }

  @Override
  public Optional<MetricsPage> metrics(String accept) {
    addJvm();
    ExpositionFormatWriter writer = formats.findWriter(accept);
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    try {
      writer.write(page, registry.scrape());
    } catch (IOException e) { // not from memory
      throw new UncheckedIOException(e);
    }
    return Optional.of(new MetricsPage(writer.getContentType(), page.toByteArray()));
  }

  /** Adds the JVM's own metrics at the first scrape, since their classes take long to load. */
  private synchronized void addJvm() {
    if (!hasJvm) {
      hasJvm = true;
      JvmMetrics.builder().register(registry);
    }
  }

  private static double seconds(long nanos) {
    return nanos / (double) TimeUnit.SECONDS.toNanos(1);
  }

  private static double epochSeconds(Instant time) {
    return time.toEpochMilli() / 1000.0;
  }
}
