package linkhold.app.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL's main process, as described by {@code postmaster.pid}.
 *
 * @param port on 127.0.0.1; 0 while it is not known
 * @param ready whether it takes connections
 */
record Postmaster(long pid, int port, boolean ready) {

  // The file's lines (PostgreSQL's src/include/utils/pidfile.h), counted from 0.
  private static final int PID = 0;
  private static final int PORT = 3;
  private static final int STATUS = 7;

  /** Higher than any system counts, yet a number that PostgreSQL can read. */
  private static final String NO_PROCESS = Integer.toString(Integer.MAX_VALUE);

  /**
   * The directory's running postmaster. A file left by a dead one does not count, even when its
   * process id now belongs to another program.
   *
   * @throws EmbeddedPostgresException when the file is damaged
   */
  static Optional<Postmaster> running(DataDirectory directory) throws IOException {
    List<String> lines = read(directory);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    long pid = Long.parseLong(lines.get(PID));
    if (!runsOn(directory, pid)) {
      return Optional.empty();
    }
    int port =
        lines.size() > PORT && lines.get(PORT).matches("\\d{1,5}")
            ? Integer.parseInt(lines.get(PORT))
            : 0;
    boolean ready = lines.size() > STATUS && lines.get(STATUS).equals("ready");
    return Optional.of(new Postmaster(pid, port, ready));
  }

  /**
   * Makes the file of a dead postmaster harmless. PostgreSQL would take any process of its id for a
   * postmaster and refuse to start. Only the id is replaced: by the other lines PostgreSQL finds
   * out whether children of the dead one still hold its shared memory. None may be {@link
   * #running}.
   */
  static void forget(DataDirectory directory) throws IOException {
    Path file = file(directory);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<String> lines = new ArrayList<>(read(directory));
    if (lines.isEmpty()) {
      // It ended between making the file and filling it, thus before it had touched the data.
      Files.delete(file);
      return;
    }
    lines.set(PID, NO_PROCESS);
    Files.write(
        file,
        lines,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING,
        LinkOption.NOFOLLOW_LINKS);
  }

  private static Path file(DataDirectory directory) {
    return directory.cluster().resolve("postmaster.pid");
  }

  /** The file's lines, trimmed; none when the file is missing or empty. */
  private static List<String> read(DataDirectory directory) throws IOException {
    Path file = file(directory);
    List<String> lines;
    try {
      lines = Files.readString(file, ISO_8859_1).lines().map(String::strip).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
    if (lines.stream().allMatch(String::isEmpty)) {
      return List.of();
    }
    if (!lines.get(PID).matches("[1-9]\\d{0,9}")) {
      throw new EmbeddedPostgresException(
          file
              + " is damaged. Make sure that no process named postgres works in "
              + directory.path()
              + ", delete that file, and start again");
    }
    return lines;
  }

  /**
   * Whether a process is a PostgreSQL that runs on the directory's data, by its arguments; on
   * systems that do not show them, a program inside the directory. A zombie does not count.
   */
  private static boolean runsOn(DataDirectory directory, long pid) {
    if (Files.exists(Path.of("/proc/self/cmdline"))) {
      Path commandLine = Path.of("/proc", Long.toString(pid), "cmdline");
      try {
        String arguments = new String(Files.readAllBytes(commandLine), UTF_8);
        return arguments.contains("\0-D\0" + directory.cluster() + "\0");
      } catch (IOException e) {
        // Ended before or while it was read.
        return false;
      }
    }
    String inside = directory.path() + directory.path().getFileSystem().getSeparator();
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().command())
        .filter(command -> command.startsWith(inside))
        .isPresent();
  }
}
