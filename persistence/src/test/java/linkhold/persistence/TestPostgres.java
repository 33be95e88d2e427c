package linkhold.persistence;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Enumeration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * One temporary PostgreSQL for the whole run, and a new database in it for each test class: in a
 * container where a Docker engine answers, otherwise started from embedded binaries. The system
 * property {@code linkhold.test.postgres} names its major version. Or a {@link RunningPostgres}.
 */
final class TestPostgres {

  private static final String MAJOR = System.getProperty("linkhold.test.postgres", "18");
  private static final AtomicInteger DATABASES = new AtomicInteger();

  /** The servers that were started, by major version. */
  private static final Map<String, DatabaseSettings> SERVERS = new ConcurrentHashMap<>();

  private TestPostgres() {}

  /** A new database with the schema in it. */
  static Database newDatabase(Clock clock) {
    return migrated(newSettings(), clock);
  }

  /** The database of {@code settings}, with the schema in it. */
  static Database migrated(DatabaseSettings settings, Clock clock) {
    Database database = Database.open(settings, clock);
    database.migrate();
    return database;
  }

  /** The address of a new empty database. */
  static DatabaseSettings newSettings() {
    return RunningPostgres.server()
        .map(TestPostgres::newSettingsOf)
        .orElseGet(() -> newSettings(MAJOR));
  }

  /** The address of a new empty database in a PostgreSQL without Citus. */
  static DatabaseSettings newSettingsOfPlain() {
    return newSettings(MAJOR);
  }

  /** Whether a Docker engine answers. */
  static boolean isDockerThere() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  /** The address of a new empty database in a Citus in a container. */
  @SuppressWarnings("resource") // Testcontainers stops it with the JVM
  static DatabaseSettings newSettingsOfCitus() {
    PostgreSQLContainer container =
        new PostgreSQLContainer(
                DockerImageName.parse("citusdata/citus:13.0").asCompatibleSubstituteFor("postgres"))
            .withCommand(
                "postgres", "-c", "max_connections=300", "-c", "shared_preload_libraries=citus");
    container.start();
    return newSettingsOf(
        DatabaseSettings.of(
            container.getJdbcUrl(), container.getUsername(), container.getPassword()));
  }

  /** The address of a new empty database of this major version. */
  static DatabaseSettings newSettings(String major) {
    return newSettingsOf(SERVERS.computeIfAbsent(major, TestPostgres::start));
  }

  private static DatabaseSettings newSettingsOf(DatabaseSettings server) {
    return RunningPostgres.newDatabase(server, "test" + DATABASES.incrementAndGet());
  }

  private static DatabaseSettings start(String major) {
    boolean docker = isDockerThere();
    DatabaseSettings server = docker ? startContainer(major) : startEmbedded(major);
    System.out.println(
        "Tests use PostgreSQL " + major + (docker ? " in a container" : " from embedded binaries"));
    return server;
  }

  @SuppressWarnings("resource") // Testcontainers stops it with the JVM
  private static DatabaseSettings startContainer(String major) {
    PostgreSQLContainer container = new PostgreSQLContainer("postgres:" + major + "-alpine");
    container.start();
    return DatabaseSettings.of(
        container.getJdbcUrl(), container.getUsername(), container.getPassword());
  }

  private static DatabaseSettings startEmbedded(String major) {
    try {
      EmbeddedPostgres postgres =
          EmbeddedPostgres.builder()
              .setPgBinaryResolver((system, machine) -> binaries(major))
              .setServerConfig("max_connections", "200")
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(postgres)));
      return DatabaseSettings.of(
          postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes embedded servers of the newest version, whether or not there is a Docker engine. */
  static EmbeddedPostgres.Builder embedded() {
    return EmbeddedPostgres.builder().setPgBinaryResolver((system, machine) -> binaries("18"));
  }

  /** The archive in the artefact that the build has put aside for this version. */
  @SuppressWarnings("resource") // closed with the stream
  private static InputStream binaries(String major) throws IOException {
    JarFile jar = new JarFile(Path.of("target", "postgres-" + major + ".jar").toFile());
    Enumeration<JarEntry> entries = jar.entries();
    while (entries.hasMoreElements()) {
      JarEntry entry = entries.nextElement();
      if (entry.getName().endsWith(".txz")) {
        return jar.getInputStream(entry);
      }
    }
    throw new IOException("No PostgreSQL in " + jar.getName());
  }

  private static void close(EmbeddedPostgres postgres) {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
