package linkhold.app.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * The user that PostgreSQL runs as: Linkhold's own, or, when that is root, an ordinary one, since
 * PostgreSQL refuses to run as root.
 *
 * @param uid the user's number, or {@link #OWN}
 * @param gid its group's number, or {@link #OWN}
 */
record PostgresUser(int uid, int gid) {

  private static final int OWN = -1;

  /** This process's user. */
  static final PostgresUser SELF = new PostgresUser(OWN, OWN);

  /** Preferred first: one made for Linkhold, the distribution's for PostgreSQL, anyone's. */
  private static final List<String> NAMES = List.of("linkhold", "postgres", "nobody");

  PostgresUser {
    if (uid == 0) {
      throw new IllegalArgumentException("PostgreSQL does not run as root");
    }
  }

  /** Whether this process is root; false on Windows. */
  static boolean amRoot() {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return System.getProperty("user.name").equals("root") && Files.exists(Path.of("/etc/passwd"));
    }
    try (var lines = Files.lines(status)) {
      // "Uid: real effective saved filesystem"
      return lines.anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
    } catch (IOException e) {
      throw new EmbeddedPostgresException("Cannot read " + status, e);
    }
  }

  /**
   * The user to run PostgreSQL as on a data directory: the one who owns its cluster, or the
   * directory itself, where that is not root; otherwise {@code linkhold}, {@code postgres} or
   * {@code nobody}. This process's own when that is not root.
   */
  static PostgresUser forData(Path cluster, Path directory) throws IOException {
    if (!amRoot()) {
      return SELF;
    }
    if (!System.getProperty("os.name").startsWith("Linux")) {
      throw new EmbeddedPostgresException(
          "PostgreSQL does not run as root: start Linkhold as an ordinary user, or give a database"
              + " of your own with LINKHOLD_DATABASE_URL");
    }
    for (Path owned : List.of(cluster, directory)) {
      if (Files.exists(owned, LinkOption.NOFOLLOW_LINKS) && number(owned, "uid") != 0) {
        return new PostgresUser(number(owned, "uid"), number(owned, "gid"));
      }
    }
    List<String> users = Files.readAllLines(Path.of("/etc/passwd"));
    for (String name : NAMES) {
      for (String user : users) {
        // name:password:uid:gid:…
        String[] fields = user.split(":", -1);
        if (fields.length > 3 && fields[0].equals(name) && !fields[2].equals("0")) {
          return new PostgresUser(Integer.parseInt(fields[2]), Integer.parseInt(fields[3]));
        }
      }
    }
    throw new EmbeddedPostgresException(
        "PostgreSQL does not run as root, and there is no user linkhold, postgres or nobody to run"
            + " it as: add one, for instance with 'useradd --system linkhold'");
  }

  private static int number(Path path, String attribute) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:" + attribute, LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether it is another user than this process's. */
  boolean isOther() {
    return uid != OWN;
  }

  /** The beginning of a command line that runs the rest as this user, without any privilege. */
  List<String> prefix() {
    if (!isOther()) {
      return List.of();
    }
    return List.of(
        "setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--no-new-privs", "--");
  }

  /** Makes this user the owner of a file. */
  void own(Path path) throws IOException {
    if (isOther()) {
      Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }
  }
}
