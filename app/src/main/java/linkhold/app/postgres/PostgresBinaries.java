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

/**
 * PostgreSQL's programs: packed on the class path, unpacked once into a data directory.
 *
 * @param home the directory that has {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path home) {

  private static final Logger LOG = System.getLogger(PostgresBinaries.class.getName());

  /** PostgreSQL's version, as in {@code 18.6.0}. */
  static final String VERSION = readVersion();

  /** The major version, which programs and data must share. */
  static final String MAJOR = VERSION.substring(0, VERSION.indexOf('.'));

  private static final String PREFIX = "postgresql-";
  private static final String NAME = PREFIX + VERSION;
  private static final String MANIFEST = "manifest.txt";
  private static final String OS = System.getProperty("os.name");

  /** The programs of a data directory, whether unpacked yet or not. */
  static PostgresBinaries in(DataDirectory directory) {
    return new PostgresBinaries(directory.path().resolve(NAME));
  }

  /** The path of a program. */
  String program(String name) {
    return home.resolve("bin").resolve(OS.startsWith("Windows") ? name + ".exe" : name).toString();
  }

  /**
   * Unpacks the programs unless all files are there with their sizes. The directory appears under
   * its name only when it is complete.
   */
  void unpackInto(DataDirectory directory) throws IOException {
    if (isComplete()) {
      return;
    }
    Path unfinished = directory.temporary(NAME);
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
      TarXz.unpack(packed, unfinished);
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

  /** Deletes the programs of other versions. None of them may be running. */
  static void deleteOthers(DataDirectory directory) throws IOException {
    try (var entries = Files.newDirectoryStream(directory.path(), PREFIX + "*")) {
      for (Path entry : entries) {
        if (!entry.endsWith(NAME)) {
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
