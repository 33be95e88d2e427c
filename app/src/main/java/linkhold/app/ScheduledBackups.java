package linkhold.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import linkhold.app.monitor.BackupState;
import linkhold.persistence.DatabaseSettings;
import linkhold.persistence.backup.BackupException;
import linkhold.persistence.backup.BackupSummary;
import org.jspecify.annotations.Nullable;

/**
 * Backs the database up into a directory at intervals and deletes the oldest backups. When the next
 * one is due follows from the names of the files, so that a restart neither skips nor repeats one.
 * A failure is logged and tried again within the hour.
 */
final class ScheduledBackups implements AutoCloseable {

  private static final Logger LOG = System.getLogger(ScheduledBackups.class.getName());

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'linkhold-'yyyyMMdd'T'HHmmss'Z.backup'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final Duration RETRY = Duration.ofHours(1);

  private final DatabaseSettings database;
  private final Clock clock;
  private final Path directory;
  private final Duration interval;
  private final int keep;
  private final BackupState state;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("backup").factory());

  /**
   * Begins.
   *
   * @param directory the directory of the files; created when missing
   * @param interval from one backup to the next
   * @param keep how many files stay, at least 1
   * @param state is updated after each backup
   */
  ScheduledBackups(
      DatabaseSettings database,
      Clock clock,
      Path directory,
      Duration interval,
      int keep,
      BackupState state) {
    this.database = database;
    this.clock = clock;
    this.directory = directory;
    this.interval = interval;
    this.keep = keep;
    this.state = state;
    schedule(delay());
  }

  private void schedule(Duration delay) {
    if (!timer.isShutdown()) {
      var _ = timer.schedule(this::runOnce, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void runOnce() {
    boolean done = backUp();
    schedule(done || interval.compareTo(RETRY) < 0 ? interval : RETRY);
  }

  /** How long until the next backup is due. */
  private Duration delay() {
    try {
      List<Path> there = backups();
      if (there.isEmpty()) {
        return Duration.ZERO;
      }
      Instant newest = takenAt(there.getLast()).orElseThrow();
      state.succeeded(newest);
      Instant due = newest.plus(interval);
      Duration delay = Duration.between(clock.instant(), due);
      return delay.isNegative() ? Duration.ZERO : delay;
    } catch (IOException | UncheckedIOException e) { // the backup itself reports it
      return Duration.ZERO;
    }
  }

  /** Makes one backup and deletes the oldest ones; returns whether that succeeded. */
  boolean backUp() {
    try {
      Files.createDirectories(directory);
      Instant now = clock.instant();
      Path file = directory.resolve(NAME.format(now));
      BackupSummary summary = BackupFile.write(database, file, now, _ -> {});
      LOG.log(Level.INFO, "Backed up {0} rows into {1}", summary.rows(), file);
      state.succeeded(now);
      deleteOld();
      return true;
    } catch (IOException | BackupException e) {
      failed(e.getMessage(), null);
      return false;
    } catch (RuntimeException e) { // not foreseen: the next backup is scheduled all the same
      failed("an internal error", e);
      return false;
    }
  }

  private void failed(@Nullable String reason, @Nullable RuntimeException stack) {
    if (timer.isShutdown()) {
      return;
    }
    state.failed(clock.instant());
    LOG.log(
        Level.WARNING,
        "The backup into " + directory + " failed and is tried again within the hour: " + reason,
        stack);
  }

  private void deleteOld() throws IOException {
    List<Path> there = backups();
    for (Path file : there.subList(0, Math.max(0, there.size() - keep))) {
      Files.deleteIfExists(file);
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path part : files.filter(BackupFile::isPart).toList()) {
        Files.deleteIfExists(part);
      }
    }
  }

  /** The backups in the directory, the oldest first. Other files are ignored. */
  private List<Path> backups() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> takenAt(file).isPresent())
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .toList();
    }
  }

  private static Optional<Instant> takenAt(Path file) {
    try {
      return Optional.of(NAME.parse(file.getFileName().toString(), Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Ends; a running backup is cancelled and leaves no file. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
