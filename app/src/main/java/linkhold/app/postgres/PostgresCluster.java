package linkhold.app.postgres;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The data of a directory and their PostgreSQL: created, started and stopped here. The caller of
 * each method holds the directory's {@linkplain DirectoryLock turn lock}.
 */
final class PostgresCluster {

  static final String SUPERUSER = "postgres";
  static final String HOST = "127.0.0.1";

  /** Recovery after a crash may take long. */
  private static final Duration START_LIMIT = Duration.ofMinutes(10);

  private static final Duration FAST_STOP_LIMIT = Duration.ofSeconds(60);
  private static final Duration IMMEDIATE_STOP_LIMIT = Duration.ofSeconds(20);

  /** How long the children of a killed postmaster may take to end, and a port to become free. */
  private static final Duration RETRY_LIMIT = Duration.ofSeconds(30);

  private static final Pattern RETRIABLE =
      Pattern.compile("shared memory block .* still in use|could not bind|Address already in use");

  private static final Pattern OPTION_PORT = Pattern.compile("\"port=(\\d{1,5})\"");

  /** For a small server. Written into postgresql.conf once; administrators may change it. */
  private static final List<String> TUNING =
      List.of(
          "shared_buffers=128MB",
          "max_connections=50",
          "jit=off",
          "timezone=UTC",
          "log_checkpoints=off",
          "log_line_prefix=%m [%p] ");

  /** Settings that Linkhold relies on, given at each start, so that no file can change them. */
  private static final List<String> OPTIONS =
      List.of(
          "listen_addresses=" + HOST,
          // No socket file: the driver speaks TCP, and a socket's path may have 107 bytes only.
          "unix_socket_directories=",
          "password_encryption=scram-sha-256",
          "lc_messages=C",
          // As Linkhold's own log.
          "log_timezone=UTC",
          // One file a weekday, overwritten a week later.
          "logging_collector=on",
          "log_destination=stderr",
          "log_directory=log",
          "log_filename=postgresql-%a.log",
          "log_rotation_age=1d",
          "log_rotation_size=0",
          "log_truncate_on_rotation=on");

  private final DataDirectory directory;
  private final PostgresBinaries binaries;

  PostgresCluster(DataDirectory directory) {
    this.directory = directory;
    this.binaries = PostgresBinaries.in(directory);
  }

  /** Refuses data that these programs cannot read. */
  void checkVersion() throws IOException {
    Path cluster = directory.cluster();
    if (!Files.exists(cluster)) {
      return;
    }
    String major;
    try {
      major = Files.readString(cluster.resolve("PG_VERSION")).strip();
    } catch (NoSuchFileException e) {
      throw new EmbeddedPostgresException(
          cluster + " holds no PostgreSQL data: restore it from a backup", e);
    }
    if (!major.equals(PostgresBinaries.MAJOR)) {
      throw new EmbeddedPostgresException(
          cluster
              + " holds data of PostgreSQL "
              + major
              + ", and this Linkhold brings PostgreSQL "
              + PostgresBinaries.MAJOR
              + ". Back the library up with the Linkhold that wrote it (linkhold backup FILE), move "
              + directory.path()
              + " away, and restore it with this one (linkhold restore FILE)");
    }
  }

  /** The running PostgreSQL. */
  Optional<Postmaster> running() {
    try {
      return Postmaster.running(directory);
    } catch (IOException e) {
      throw DataDirectory.unusable(directory.path(), e);
    }
  }

  /**
   * Starts PostgreSQL. It gets a session of its own, so that Ctrl-C in Linkhold's terminal does not
   * end it while requests still run.
   *
   * @param samePort whether it must use the port of its last start, to which others are connected;
   *     otherwise it prefers that port
   * @throws EmbeddedPostgresException when it does not start, or there are no data
   */
  Postmaster start(boolean samePort) throws IOException {
    directory.requireCluster();
    directory.markUsed();
    binaries.unpackInto(directory);
    Postmaster.forget(directory);
    long end = System.nanoTime() + RETRY_LIMIT.toNanos();
    while (true) {
      int port = choosePort(samePort);
      var log = new PostgresLog(directory);
      Process pgCtl = launch(port);
      // pg_ctl checks only ten times a second. It is asked for what only it knows: whether
      // PostgreSQL has ended already.
      Poll.until(() -> ready().isPresent() || !pgCtl.isAlive(), START_LIMIT);
      Optional<Postmaster> ready = ready();
      if (ready.isPresent()) {
        return ready.get();
      }
      String said = log.text() + OsProcess.output(pgCtl);
      if (System.nanoTime() - end >= 0 || !RETRIABLE.matcher(said).find()) {
        throw new EmbeddedPostgresException(
            "PostgreSQL does not start in "
                + directory.path()
                + ": "
                + PostgresLog.complaint(said)
                + " (more in "
                + directory.cluster().resolve("log")
                + " and "
                + directory.startupLog()
                + ")");
      }
      Poll.pause();
    }
  }

  private Process launch(int port) {
    var options = new StringBuilder("-c port=" + port);
    OPTIONS.forEach(option -> options.append(" -c ").append(option));
    return OsProcess.start(
        directory.path(),
        directory.user(),
        List.of(
            binaries.program("pg_ctl"),
            "start",
            "--wait",
            "--timeout=" + START_LIMIT.toSeconds(),
            // Without it pg_ctl runs "postgres -V" first, to see that both are of one version.
            "-p",
            binaries.program("postgres"),
            "--pgdata=" + directory.cluster(),
            "--log=" + directory.startupLog(),
            "--options=" + options));
  }

  private Optional<Postmaster> ready() {
    return running().filter(Postmaster::ready);
  }

  /** Stops the running PostgreSQL: its clients are disconnected, its data are consistent. */
  void stop() throws IOException {
    binaries.unpackInto(directory);
    if (stop("fast", FAST_STOP_LIMIT)) {
      return;
    }
    // What was committed is in the write-ahead log and comes back at the next start.
    if (!stop("immediate", IMMEDIATE_STOP_LIMIT)) {
      throw new EmbeddedPostgresException(
          "PostgreSQL in "
              + directory.path()
              + " does not stop: end the process "
              + running().map(Postmaster::pid).orElse(0L)
              + " and start again");
    }
  }

  private boolean stop(String mode, Duration limit) {
    OsProcess.run(
        directory.path(),
        directory.user(),
        List.of(
            binaries.program("pg_ctl"),
            "stop",
            "--no-wait",
            "--mode=" + mode,
            "--pgdata=" + directory.cluster()));
    return Poll.until(() -> running().isEmpty(), limit);
  }

  /**
   * Deletes unfinished files of earlier starts, and the programs of other versions. The caller is
   * the only user of the directory, and PostgreSQL does not run.
   */
  void tidy() throws IOException {
    directory.deleteUnfinished();
    binaries.deleteOthers(directory);
  }

  /**
   * Creates the data of a directory that was never used. They appear under their name only when
   * they are complete.
   *
   * @return whether they were created
   */
  boolean create() throws IOException {
    if (Files.exists(directory.cluster()) || directory.wasUsed()) {
      return false;
    }
    binaries.unpackInto(directory);
    directory.superuserPassword();
    Path unfinished = directory.temporary(directory.cluster().getFileName().toString());
    List<String> command =
        new ArrayList<>(
            List.of(
                binaries.program("initdb"),
                "--pgdata=" + unfinished,
                "--username=" + SUPERUSER,
                "--pwfile=" + directory.superuserPasswordFile(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--lc-ctype=" + characterTypes(),
                "--data-checksums",
                "--no-instructions"));
    TUNING.forEach(setting -> command.add("--set=" + setting));
    OsProcess.Result result = OsProcess.run(directory.path(), directory.user(), command);
    if (!result.succeeded()) {
      throw new EmbeddedPostgresException(
          "PostgreSQL's data cannot be made in "
              + directory.path()
              + ": "
              + PostgresLog.complaint(result.output()));
    }
    Files.move(unfinished, directory.cluster(), StandardCopyOption.ATOMIC_MOVE);
    directory.sync();
    return true;
  }

  /**
   * A locale of the system with the letters of Unicode. PostgreSQL has its own for sorting and
   * case, but uses the system's to find words when it cuts text into trigrams.
   */
  private static String characterTypes() {
    String os = System.getProperty("os.name");
    if (os.startsWith("Windows")) {
      return "en-US";
    }
    return os.startsWith("Mac") ? "en_US.UTF-8" : "C.UTF-8";
  }

  /** The port of the last start, which postmaster.opts keeps. */
  private Optional<Integer> lastPort() throws IOException {
    try {
      Matcher port =
          OPTION_PORT.matcher(Files.readString(directory.cluster().resolve("postmaster.opts")));
      return port.find() ? Optional.of(Integer.valueOf(port.group(1))) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private int choosePort(boolean samePort) throws IOException {
    Optional<Integer> last = lastPort();
    return last.isPresent() && (samePort || isFree(last.get())) ? last.get() : freePort();
  }

  private static boolean isFree(int port) throws IOException {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), port));
      return true;
    } catch (BindException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
      return socket.getLocalPort();
    }
  }
}
