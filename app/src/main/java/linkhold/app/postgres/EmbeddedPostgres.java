package linkhold.app.postgres;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The PostgreSQL that Linkhold brings along: an ordinary server in a {@link DataDirectory}.
 *
 * <p>The first process that uses it, server or command, starts it; the last one stops it. One that
 * a killed Linkhold left running is restarted by the next process. A server also restarts it, on
 * the same port, when it ends while the server runs. See {@link DirectoryLock} for how processes
 * agree.
 *
 * <p>Safe for concurrent use. Failures are {@link EmbeddedPostgresException}s.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final Logger LOG = System.getLogger(EmbeddedPostgres.class.getName());
  private static final Duration WATCH_PERIOD = Duration.ofMillis(500);

  private final DataDirectory directory;
  private final PostgresCluster cluster;
  private final DirectoryLock lock;
  private final boolean server;
  private final String password;
  private final int port;

  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread exitHook = new Thread(this::close, "embedded-postgresql-exit");

  /** The caller holds the turn lock. */
  private EmbeddedPostgres(DataDirectory directory, DirectoryLock lock, boolean server)
      throws IOException {
    this.directory = directory;
    this.cluster = new PostgresCluster(directory);
    this.lock = lock;
    this.server = server;
    this.password = directory.password();
    this.port = enter();
  }

  /** The default data directory of this process's user. */
  public static Path defaultDirectory(Map<String, String> environment) {
    return DataDirectory.defaultPath(
        environment,
        System.getProperty("os.name"),
        Path.of(System.getProperty("user.home")),
        PostgresUser.amRoot());
  }

  /** Whether this process is root, as which PostgreSQL refuses to run; false on Windows. */
  public static boolean amRoot() {
    return PostgresUser.amRoot();
  }

  /**
   * Starts the database for a server, and creates it in a directory that was never used. A
   * directory has one server at a time; another is refused.
   *
   * @param directory created when missing; a relative one is resolved against the working directory
   */
  public static EmbeddedPostgres start(Path directory) {
    EmbeddedPostgres embedded = open(directory, true);
    Thread.ofVirtual().name("embedded-postgresql-watch").start(embedded::watch);
    return embedded;
  }

  /**
   * Uses the database for a command: that of a running server, or one started for the command. A
   * directory without one is refused. It is also left when the process is asked to end.
   */
  public static EmbeddedPostgres join(Path directory) {
    EmbeddedPostgres embedded = open(directory, false);
    Runtime.getRuntime().addShutdownHook(embedded.exitHook);
    return embedded;
  }

  private static EmbeddedPostgres open(Path path, boolean server) {
    DataDirectory directory = DataDirectory.prepare(path, server);
    try {
      requireLockOfRunning(directory);
      DirectoryLock lock = DirectoryLock.open(directory.lockFile());
      boolean serving = false;
      try {
        serving = server && lock.serve();
        if (server && !serving) {
          throw new EmbeddedPostgresException(
              "Another Linkhold server"
                  + lock.servingProcess().map(pid -> " (process " + pid + ")").orElse("")
                  + " uses the data directory "
                  + directory.path()
                  + ": stop it, or choose another data directory");
        }
        return lock.inTurn(() -> new EmbeddedPostgres(directory, lock, server));
      } catch (IOException | RuntimeException e) {
        if (serving) {
          lock.stopServing();
        }
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw DataDirectory.unusable(directory.path(), e);
    }
  }

  /**
   * Refuses a running database whose lock file is gone: the locks of its users are on the deleted
   * file. Without a running database the file is created again.
   */
  private static void requireLockOfRunning(DataDirectory directory) {
    if (Files.exists(directory.lockFile())) {
      return;
    }
    new PostgresCluster(directory)
        .running()
        .ifPresent(postmaster -> {
          throw new EmbeddedPostgresException(
              directory.lockFile()
                  + " is missing while PostgreSQL (process "
                  + postmaster.pid()
                  + ") runs in "
                  + directory.path()
                  + ": stop the Linkhold that uses it, or, when there is none, that process");
        });
  }

  /** Becomes a user of the database, started when it is not running. Returns its port. */
  private int enter() throws IOException {
    cluster.checkVersion();
    lock.enter();
    boolean started = false;
    boolean created = false;
    try {
      boolean alone = lock.alone();
      Optional<Postmaster> running = cluster.running();
      if (alone && running.isPresent()) {
        LOG.log(
            Level.INFO,
            "Stopping the PostgreSQL that a Linkhold left behind in " + directory.path());
        cluster.stop();
        running = Optional.empty();
      }
      if (running.isEmpty()) {
        if (alone) {
          cluster.tidy();
        }
        created = server && cluster.create();
        started = true;
        // Pools of other processes may have the earlier port.
        running = Optional.of(cluster.start(!alone));
      }
      int runningPort = running.get().port();
      if (created) {
        EmbeddedDatabase.setUp(directory, runningPort, password);
      } else {
        EmbeddedDatabase.prepare(directory, runningPort, password);
      }
      return runningPort;
    } catch (IOException | RuntimeException e) {
      if (started && cluster.running().isPresent()) {
        cluster.stop();
      }
      lock.leave();
      throw e;
    }
  }

  /** Starts PostgreSQL again whenever it has ended. A failure is logged once, until it changes. */
  private void watch() {
    String logged = "";
    try {
      while (!closing.await(WATCH_PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          if (cluster.running().isEmpty() && lock.inTurn(this::revive)) {
            LOG.log(Level.WARNING, "PostgreSQL had ended and was started again");
            logged = "";
          }
        } catch (IOException | RuntimeException e) {
          String failure = String.valueOf(e.getMessage());
          if (!failure.equals(logged)) {
            LOG.log(Level.ERROR, "PostgreSQL has ended and cannot be started again: " + failure);
            logged = failure;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean revive() throws IOException {
    if (closed.get() || cluster.running().isPresent()) {
      return false;
    }
    cluster.start(true);
    try {
      EmbeddedDatabase.prepare(directory, port, password);
    } catch (EmbeddedPostgresException e) {
      cluster.stop();
      throw e;
    }
    return true;
  }

  /** Whether PostgreSQL runs at the moment; one that has ended is started again soon. */
  public boolean isRunning() {
    return cluster.running().isPresent();
  }

  /** The address of the database {@code linkhold}, for the PostgreSQL JDBC driver. */
  public String jdbcUrl() {
    return EmbeddedDatabase.url(port, EmbeddedDatabase.NAME);
  }

  /** The role that owns the database. It is no superuser. */
  public String user() {
    return EmbeddedDatabase.NAME;
  }

  public String password() {
    return password;
  }

  /**
   * Leaves the database, and stops it when nobody else uses it: sessions that are still open are
   * ended, what they committed is kept. Further calls do nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    closing.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(exitHook);
    } catch (IllegalStateException e) {
      // This is the hook itself, or the hook is running already.
    }
    try {
      try {
        lock.inTurn(this::leave);
      } finally {
        if (server) {
          lock.stopServing();
        }
        lock.close();
      }
    } catch (IOException e) {
      throw DataDirectory.unusable(directory.path(), e);
    }
  }

  private boolean leave() throws IOException {
    try {
      boolean last = lock.alone();
      if (last && cluster.running().isPresent()) {
        cluster.stop();
      }
      return last;
    } finally {
      lock.leave();
    }
  }
}
