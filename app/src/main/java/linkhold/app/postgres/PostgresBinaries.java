package linkhold.app.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * PostgreSQL's programs. A download has them ready to run, and the system property {@value
 * #INSTALLED} names their directory; otherwise they are packed on the class path, and unpacked once
 * into a data directory.
 *
 * @param home the directory that has {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path home) {

  /** The system property with the directory of the programs that were installed with Linkhold. */
  static final String INSTALLED = "linkhold.postgresql";

  private static final Logger LOG = System.getLogger(PostgresBinaries.class.getName());

  /** PostgreSQL's version, as in {@code 18.6.0}. */
  static final String VERSION = readVersion();

  /** The major version, which programs and data must share. */
  static final String MAJOR = VERSION.substring(0, VERSION.indexOf('.'));

  private static final String PREFIX = "postgresql-";
  private static final String NAME = PREFIX + VERSION;
  private static final String MANIFEST = "manifest.txt";
  private static final String OS = System.getProperty("os.name");

  /**
   * The programs for a data directory: the installed ones if its user can run them, otherwise those
   * inside the directory, whether they are there yet or not.
   */
  static PostgresBinaries in(DataDirectory directory) {
    return installed()
        .map(PostgresBinaries::new)
        .filter(installed -> installed.runFor(directory.user()))
        .orElse(new PostgresBinaries(directory.path().resolve(NAME)));
  }

  private static Optional<Path> installed() {
    return Optional.ofNullable(System.getProperty(INSTALLED)).map(Path::of);
  }

  /** Another user than this process's may be kept out of a directory above. */
  private boolean runFor(PostgresUser user) {
    return !user.isOther()
        || OsProcess.run(Path.of("/"), user, List.of(program("postgres"), "--version")).succeeded();
  }

  /** The path of a program. */
  String program(String name) {
    return home.resolve("bin").resolve(OS.startsWith("Windows") ? name + ".exe" : name).toString();
  }

  /**
   * Puts the programs into the data directory, unless installed ones are used or all files are
   * there with their sizes. The directory appears under its name only when it is complete.
   */
  void unpackInto(DataDirectory directory) throws IOException {
    if (!home.startsWith(directory.path()) || isComplete()) {
      return;
    }
    Path unfinished = directory.temporary(NAME);
    Optional<Path> installed = installed();
    if (installed.isPresent()) {
      copy(installed.get(), unfinished);
    } else {
      unpack(unfinished);
    }
    Files.write(unfinished.resolve(MANIFEST), files(unfinished));
    directory.syncTree(unfinished);
    if (Files.exists(home, NOFOLLOW_LINKS)) {
      LOG.log(Level.WARNING, "Unpacked PostgreSQL again: files were missing in {0}", home);
      Path broken = directory.temporary(NAME);
      Files.move(home, broken, StandardCopyOption.ATOMIC_MOVE);
      DataDirectory.delete(broken);
    }
    Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    directory.sync();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(
            path,
            to.resolve(from.relativize(path)),
            StandardCopyOption.COPY_ATTRIBUTES,
            NOFOLLOW_LINKS);
      }
    }
  }

  private static void unpack(Path target) throws IOException {
    try (InputStream packed = PostgresBinaries.class.getResourceAsStream("/" + resource())) {
      if (packed == null) {
        throw new EmbeddedPostgresException(
            "This build of Linkhold brings no PostgreSQL for "
                + OS
                + " on "
                + System.getProperty("os.arch")
                + ": build it on this machine, or give a database of your own with"
                + " LINKHOLD_DATABASE_URL");
      }
      TarXz.unpack(packed, target);
    }
  }

  /** Whether every file of the manifest is there with its size. */
  private boolean isComplete() throws IOException {
    try {
      return Files.readAllLines(home.resolve(MANIFEST)).stream().allMatch(this::isIntact);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return false;
    }
  }

  private boolean isIntact(String line) {
    String[] parts = line.split(" ", 2);
    try {
      return parts.length == 2 && parts[0].equals(Long.toString(size(home.resolve(parts[1]))));
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }

  /** A line for each file below {@code top}: its size and its path. */
  private static List<String> files(Path top) throws IOException {
    List<String> lines = new ArrayList<>();
    try (var paths = Files.walk(top)) {
      for (Path path : paths.filter(path -> !Files.isDirectory(path, NOFOLLOW_LINKS)).toList()) {
        lines.add(size(path) + " " + top.relativize(path));
      }
    }
    return lines;
  }

  private static long size(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS).size();
  }

  /** Deletes other programs in the data directory. None of them may be running. */
  void deleteOthers(DataDirectory directory) throws IOException {
    try (var entries = Files.newDirectoryStream(directory.path(), PREFIX + "*")) {
      for (Path entry : entries) {
        if (!entry.equals(home)) {
          DataDirectory.delete(entry);
        }
      }
    }
  }

  private static String resource() {
    String os = OS.startsWith("Windows") ? "windows" : OS.startsWith("Mac") ? "darwin" : "linux";
    String arch =
        switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          case String other -> other;
        };
    return "postgres-" + os + "-" + arch + ".txz";
  }

  private static String readVersion() {
    try (InputStream text = PostgresBinaries.class.getResourceAsStream("postgresql-version.txt")) {
      if (text == null) {
        throw new IllegalStateException("postgresql-version.txt is missing from the class path");
      }
      return new String(text.readAllBytes(), UTF_8).strip();
    } catch (IOException e) {
      throw new IllegalStateException("postgresql-version.txt cannot be read", e);
    }
  }
}
