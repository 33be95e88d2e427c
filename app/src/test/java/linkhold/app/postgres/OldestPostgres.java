package linkhold.app.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The oldest PostgreSQL that is supported, instead of the one that Linkhold brings, as an older
 * Linkhold would have brought it.
 */
public final class OldestPostgres {

  /** The build puts its artefact here. */
  private static final Path JAR = Path.of("target", "postgres-14.jar").toAbsolutePath();

  private final Path folder;

  /**
   * Unpacks it.
   *
   * @param folder that every user can reach
   */
  public OldestPostgres(Path folder) throws IOException {
    this.folder = folder;
    try (JarFile jar = new JarFile(JAR.toFile());
        InputStream packed = jar.getInputStream(archive(jar))) {
      TarXz.unpack(packed, folder.resolve("programs"));
    }
    Path version = folder.resolve("overlay/linkhold/app/postgres/postgresql-version.txt");
    Files.createDirectories(version.getParent());
    Files.writeString(version, "14.0.0\n");
  }

  private static JarEntry archive(JarFile jar) {
    return jar.stream().filter(entry -> entry.getName().endsWith(".txz")).findAny().orElseThrow();
  }

  /** Makes a data directory with an empty cluster in it, as {@link PostgresCluster} does. */
  public void initialise(Path path) throws IOException {
    DataDirectory directory = DataDirectory.prepare(path, true);
    directory.superuserPassword();
    OsProcess.Result made =
        OsProcess.run(
            directory.path(),
            directory.user(),
            List.of(
                folder.resolve("programs/bin/initdb").toString(),
                "--pgdata=" + directory.cluster(),
                "--username=" + PostgresCluster.SUPERUSER,
                "--pwfile=" + directory.superuserPasswordFile(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--lc-ctype=C.UTF-8",
                "--data-checksums",
                "--no-instructions"));
    if (!made.succeeded()) {
      throw new IOException(made.output());
    }
  }

  /** The command line of this program with that PostgreSQL. */
  public List<String> linkhold() {
    String classPath =
        String.join(
            System.getProperty("path.separator"),
            folder.resolve("overlay").toString(),
            JAR.toString(),
            Path.of("target", "linkhold.jar").toAbsolutePath().toString());
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        // It runs for too short a time to gain from the second compiler.
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        classPath,
        "linkhold.app.Main");
  }
}
