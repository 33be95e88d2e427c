package linkhold.app.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directory of the embedded PostgreSQL, which only its owner may enter.
 *
 * <pre>
 * server.lock          who uses the directory, see {@link DirectoryLock}
 * library              says that the directory was used: its cluster is not made a second time
 * password             of the role that Linkhold connects as
 * superuser-password   of PostgreSQL's superuser
 * postgresql-VERSION/  the programs
 * cluster/             the data, and the log in cluster/log
 * startup.log          PostgreSQL's output before its log was open
 * page-address         the address of the running server's page, for commands
 * </pre>
 *
 * @param path absolute, without symbolic links
 * @param user who owns the directory and runs PostgreSQL
 */
public record DataDirectory(Path path, PostgresUser user) {

  private static final String CLUSTER = "cluster";

  private static final Logger LOG = System.getLogger(DataDirectory.class.getName());
  private static final String UNFINISHED = ".new-";
  private static final String LOCK = "server.lock";
  private static final String USED = "library";
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final int SECRET_BYTES = 32;

  /**
   * The default data directory: {@code $XDG_DATA_HOME/linkhold}, or what the system has instead
   * ({@code ~/.local/share}, root's {@code /var/lib}, {@code ~/Library/Application Support}, {@code
   * %LOCALAPPDATA%}). A relative {@code XDG_DATA_HOME} is ignored, as the XDG Base Directory
   * Specification demands.
   *
   * @param os the system's name, as in the property {@code os.name}
   */
  static Path defaultPath(Map<String, String> environment, String os, Path home, boolean root) {
    Optional<Path> named =
        Optional.ofNullable(environment.get("XDG_DATA_HOME"))
            .filter(value -> !value.isBlank())
            .map(Path::of)
            .filter(Path::isAbsolute);
    Path parent;
    if (named.isPresent()) {
      parent = named.get();
    } else if (os.startsWith("Windows")) {
      String local = environment.get("LOCALAPPDATA");
      parent = local == null ? home.resolve("AppData").resolve("Local") : Path.of(local);
    } else if (root) {
      parent = Path.of("/var/lib");
    } else if (os.startsWith("Mac")) {
      parent = home.resolve("Library").resolve("Application Support");
    } else {
      parent = home.resolve(".local").resolve("share");
    }
    return parent.resolve("linkhold");
  }

  /**
   * Creates the directory if needed, closes it to everyone but its owner, and checks that the user
   * that runs PostgreSQL can reach it. A directory with other files is refused.
   *
   * @param create whether a directory that is missing or empty may become a data directory
   * @throws EmbeddedPostgresException when it cannot be
   */
  static DataDirectory prepare(Path path, boolean create) {
    try {
      Path absolute = path.toAbsolutePath().normalize();
      // pg_ctl starts PostgreSQL through a shell, which would read these between its quotes.
      if (POSIX && absolute.toString().matches("(?s).*[\"$`\\\\\n].*")) {
        throw new EmbeddedPostgresException(
            "The data directory "
                + absolute
                + " has one of \" $ ` \\ or a line break in its path: choose another");
      }
      if (!Files.exists(absolute)) {
        if (!create) {
          throw noLibrary(absolute);
        }
        Files.createDirectories(Optional.ofNullable(absolute.getParent()).orElse(absolute));
        Files.createDirectory(absolute, attributes("rwx------"));
      }
      Path real = absolute.toRealPath();
      refuseForeign(real, create);
      PostgresUser user = PostgresUser.forData(real.resolve(CLUSTER), real);
      if (POSIX) {
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwx------"));
      }
      if (user.isOther()) {
        user.own(real);
        checkReachable(real, user);
      }
      return new DataDirectory(real, user);
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  /** The message for a refusal by the file system. */
  static EmbeddedPostgresException unusable(Path path, IOException e) {
    String reason =
        switch (e) {
          case AccessDeniedException denied ->
              "no permission for "
                  + denied.getFile()
                  + ". Run Linkhold as the user who owns the directory, or choose another";
          case FileSystemException failed when failed.getReason() == null ->
              failed.getClass().getSimpleName() + " " + failed.getFile();
          default -> String.valueOf(e.getMessage());
        };
    return new EmbeddedPostgresException(
        "The data directory " + path + " cannot be used: " + reason, e);
  }

  private static void refuseForeign(Path directory, boolean create) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new EmbeddedPostgresException(
          "The data directory " + directory + " is not a directory: choose another");
    }
    if (Stream.of(LOCK, USED, CLUSTER)
        .anyMatch(name -> Files.exists(directory.resolve(name), NOFOLLOW_LINKS))) {
      return;
    }
    if (!create) {
      throw noLibrary(directory);
    }
    try (var entries = Files.list(directory)) {
      // A new disk's top directory has lost+found.
      if (entries.anyMatch(entry -> !entry.endsWith("lost+found"))) {
        throw new EmbeddedPostgresException(
            "The directory "
                + directory
                + " holds other files and no Linkhold data: choose an empty one, or one that does"
                + " not exist");
      }
    }
  }

  /** For a command, which does not create a library. */
  private static EmbeddedPostgresException noLibrary(Path directory) {
    return new EmbeddedPostgresException(
        "There is no Linkhold library in "
            + directory
            + ": check --data-dir, or start ./linkhold serve there once, which makes one");
  }

  private static void checkReachable(Path directory, PostgresUser user) {
    List<String> command =
        new ArrayList<>(
            List.of("sh", "-c", "for d; do [ -x \"$d\" ] || { echo \"$d\"; exit 1; }; done", "sh"));
    Path above = directory.getRoot();
    command.add(above.toString());
    for (Path name : directory) {
      above = above.resolve(name);
      command.add(above.toString());
    }
    OsProcess.Result result = OsProcess.run(directory.getRoot(), user, command);
    if (!result.succeeded()) {
      throw new EmbeddedPostgresException(
          "PostgreSQL does not run as root but as user "
              + user.uid()
              + ", who cannot enter "
              + result.output()
              + " on the way to the data directory "
              + directory
              + ". Choose a data directory that this user can reach, such as /var/lib/linkhold, or"
              + " run Linkhold as an ordinary user");
    }
  }

  Path cluster() {
    return path.resolve(CLUSTER);
  }

  /**
   * Refuses a directory without a cluster.
   *
   * @throws EmbeddedPostgresException when it has none, saying what to do
   */
  void requireCluster() {
    if (Files.exists(cluster())) {
      return;
    }
    if (!wasUsed()) {
      throw noLibrary(path);
    }
    throw new EmbeddedPostgresException(
        "The library of "
            + path
            + " is gone: "
            + cluster()
            + " is missing. Put it back (is its disk mounted?) or restore a backup. To begin with an"
            + " empty library, choose another data directory or move this one away");
  }

  /** Whether PostgreSQL has ever run here. */
  boolean wasUsed() {
    return Files.exists(path.resolve(USED), NOFOLLOW_LINKS) || Files.exists(startupLog());
  }

  /** Records that PostgreSQL runs here, so that lost data are noticed. */
  void markUsed() throws IOException {
    Path marker = path.resolve(USED);
    if (Files.exists(marker, NOFOLLOW_LINKS)) {
      return;
    }
    Files.writeString(
        marker,
        "The links are in cluster/. While this file is here, Linkhold makes no new, empty one.\n",
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    sync();
  }

  Path lockFile() {
    return path.resolve(LOCK);
  }

  Path startupLog() {
    return path.resolve("startup.log");
  }

  /** The file of the password that Linkhold connects with. This process's user alone reads it. */
  Path passwordFile() {
    return path.resolve("password");
  }

  /** The file of the superuser's password. {@code initdb} reads it, hence PostgreSQL's user. */
  Path superuserPasswordFile() {
    return path.resolve("superuser-password");
  }

  String password() throws IOException {
    return secret(passwordFile());
  }

  String superuserPassword() throws IOException {
    return secret(superuserPasswordFile());
  }

  /** The secret in a file; one of 256 random bits, put there first, when there is none. */
  private String secret(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, NOFOLLOW_LINKS)) {
      var content = ByteBuffer.allocate((int) Math.min(channel.size(), 1024));
      channel.read(content);
      String secret = UTF_8.decode(content.flip()).toString().strip();
      if (!secret.matches("[A-Za-z0-9_-]+")) {
        throw new EmbeddedPostgresException(
            file + " is damaged: restore it from a backup of the data directory");
      }
      return secret;
    } catch (NoSuchFileException e) {
      byte[] random = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(random);
      String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(fresh);
      Set<StandardOpenOption> options =
          Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try (var channel = FileChannel.open(fresh, options, attributes("rw-------"))) {
        channel.write(UTF_8.encode(secret + "\n"));
        channel.force(true);
      }
      if (file.equals(superuserPasswordFile())) {
        user.own(fresh);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      sync();
      return secret;
    }
  }

  /** An unused name inside the directory, for files that are built step by step. */
  Path temporary(String name) {
    return path.resolve(name + UNFINISHED + Long.toHexString(System.nanoTime()));
  }

  /** Deletes unfinished files under {@link #temporary} names. */
  void deleteUnfinished() throws IOException {
    try (var entries = Files.newDirectoryStream(path, "*" + UNFINISHED + "*")) {
      for (Path entry : entries) {
        try {
          delete(entry);
        } catch (IOException | UncheckedIOException e) {
          // An initdb that outlived its killed Linkhold still writes there: next time, then.
          LOG.log(Level.DEBUG, "Not deleted yet: " + entry, e);
        }
      }
    }
  }

  /** Deletes a tree. */
  public static void delete(Path tree) throws IOException {
    try (var paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Syncs the directory, so that new names survive a power failure. */
  void sync() throws IOException {
    if (POSIX) {
      try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /**
   * Syncs a tree's files, so that they survive a power failure: several at once, since one by one
   * takes many times as long.
   */
  void syncTree(Path tree) {
    if (!POSIX) {
      return;
    }
    // Some systems know only how to sync everything.
    String sync = "sync -f \"$1\" 2>/dev/null || sync";
    OsProcess.Result result =
        OsProcess.run(path, PostgresUser.SELF, List.of("sh", "-c", sync, "sh", tree.toString()));
    if (!result.succeeded()) {
      throw new EmbeddedPostgresException(
          tree + " cannot be written through to the disk: " + result.output());
    }
  }

  /** The permissions to create a file or directory with, where the system knows any. */
  static FileAttribute<?>[] attributes(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
