package linkhold.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import linkhold.domain.Patience;
import org.junit.jupiter.api.Assumptions;

/** A pgbouncer in transaction mode with two connections to the server, where it is installed. */
final class Pgbouncer implements AutoCloseable {

  private static final List<Path> PROGRAMS =
      List.of(Path.of("/usr/sbin/pgbouncer"), Path.of("/usr/bin/pgbouncer"));

  private final Path directory;
  private final Process process;
  private final int port;
  private final DatabaseSettings behind;

  private Pgbouncer(Path program, DatabaseSettings behind) throws IOException {
    this.behind = behind;
    this.port = freePort();
    directory = Files.createTempDirectory("linkhold-pgbouncer");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    URI server = URI.create(behind.jdbcUrl().substring("jdbc:".length()));
    Path configuration = directory.resolve("pgbouncer.ini");
    Files.writeString(
        configuration,
        """
        [databases]
        * = host=%s port=%d user=%s password=%s
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = any
        pool_mode = transaction
        default_pool_size = 2
        max_client_conn = 200
        ignore_startup_parameters = extra_float_digits
        """
            .formatted(server.getHost(), server.getPort(), behind.user(), behind.password(), port));
    List<String> command = new ArrayList<>(List.of(program.toString()));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("-u", "nobody")); // it refuses to run as root
    }
    command.add(configuration.toString());
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    awaitPort();
  }

  /** One in front of the server of {@code behind}; without it the test is skipped. */
  static Pgbouncer start(DatabaseSettings behind) {
    Path program = PROGRAMS.stream().filter(Files::isExecutable).findFirst().orElse(null);
    if (program == null) {
      System.out.println("Skipped: pgbouncer is not installed (apt-get install pgbouncer)");
    }
    Assumptions.assumeTrue(program != null, "pgbouncer is not installed");
    try {
      return new Pgbouncer(program, behind);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The database, through it. */
  DatabaseSettings settings() {
    String url = behind.jdbcUrl().replaceFirst("//[^/]+/", "//127.0.0.1:" + port + "/");
    return DatabaseSettings.of(url, behind.user(), behind.password());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitPort() throws IOException {
    Instant end = Instant.now().plus(Patience.of(Duration.ofSeconds(30)));
    while (true) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        if (!process.isAlive() || Instant.now().isAfter(end)) {
          throw new IOException(Files.readString(directory.resolve("log")), e);
        }
      }
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(Patience.seconds(10), TimeUnit.SECONDS);
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
