package linkhold.app.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The users of a data directory, by three locks on one file. The system drops them when a process
 * ends, however it ends.
 *
 * <ul>
 *   <li><b>server</b>: held by the one Linkhold server of the directory as long as it lives; the
 *       file's text is its process id.
 *   <li><b>users</b>: shared by all that use the database, servers and commands. A process that can
 *       lock it exclusively is the only user.
 *   <li><b>turn</b>: held briefly by a process that starts, stops, joins or leaves the database.
 * </ul>
 *
 * <p>A process loses its locks on a file as soon as it closes <i>any</i> channel to it (POSIX
 * {@code fcntl}), so a process opens each lock file once, and users within the process share it.
 */
final class DirectoryLock implements AutoCloseable {

  // Bytes far behind the text, which stays readable where locks are mandatory (Windows).
  private static final long SERVER = 1L << 30;
  private static final long USERS = SERVER + 1;
  private static final long TURN = SERVER + 2;

  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(90);

  /** The lock files that this process has open. Also guards every {@link #references}. */
  private static final Map<Path, DirectoryLock> OPEN = new HashMap<>();

  private final Path file;
  private final FileChannel channel;
  private int references;

  private final ReentrantLock turn = new ReentrantLock();
  private int usersHere;
  private @Nullable FileLock users;
  private @Nullable FileLock server;

  private DirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Opens the lock file, made when missing. To be closed as often as opened. */
  static DirectoryLock open(Path file) throws IOException {
    synchronized (OPEN) {
      DirectoryLock lock = OPEN.get(file);
      if (lock == null) {
        Set<OpenOption> options =
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        lock =
            new DirectoryLock(
                file, FileChannel.open(file, options, DataDirectory.attributes("rw-------")));
        OPEN.put(file, lock);
      }
      lock.references++;
      return lock;
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (OPEN) {
      references--;
      if (references == 0) {
        OPEN.remove(file);
        channel.close();
      }
    }
  }

  /** An action under the lock <b>turn</b>. */
  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException;
  }

  /** Runs the action while no other process or thread holds the lock <b>turn</b>. */
  <T> T inTurn(Action<T> action) throws IOException {
    turn.lock();
    try {
      var lock = new AtomicReference<@Nullable FileLock>();
      if (!Poll.until(() -> taken(lock), LOCK_TIMEOUT)) {
        throw new EmbeddedPostgresException(
            "Another Linkhold has been starting or stopping the database in "
                + file.getParent()
                + " for more than "
                + LOCK_TIMEOUT.toSeconds()
                + " seconds: wait for it, or end it");
      }
      try {
        return action.run();
      } finally {
        release(lock.get());
      }
    } finally {
      turn.unlock();
    }
  }

  /**
   * Becomes the directory's server.
   *
   * @return false when there is one already
   */
  synchronized boolean serve() throws IOException {
    if (server != null) {
      return false;
    }
    server = tryLock(SERVER, false);
    if (server == null) {
      return false;
    }
    channel.truncate(0);
    channel.write(UTF_8.encode(ProcessHandle.current().pid() + "\n"), 0);
    return true;
  }

  /** Stops being the directory's server. */
  synchronized void stopServing() throws IOException {
    if (server != null) {
      server.release();
      server = null;
    }
  }

  /** The process id of the directory's server, as it wrote it. */
  Optional<String> servingProcess() throws IOException {
    var text = ByteBuffer.allocate(32);
    channel.read(text, 0);
    return Optional.of(UTF_8.decode(text.flip()).toString().strip()).filter(pid -> !pid.isEmpty());
  }

  /** Becomes a user of the database. In turn only. */
  void enter() {
    usersHere++;
    if (usersHere == 1) {
      users = tryLock(USERS, true);
    }
  }

  /** Whether nobody else uses the database. For a user, in turn only. */
  boolean alone() throws IOException {
    if (usersHere > 1) {
      return false;
    }
    release(users);
    FileLock exclusive = tryLock(USERS, false);
    boolean alone = exclusive != null;
    release(exclusive);
    // Others change theirs only under the turn lock, so no other process comes in between.
    users = tryLock(USERS, true);
    return alone;
  }

  /** Stops being a user. In turn only. */
  void leave() throws IOException {
    usersHere--;
    if (usersHere == 0) {
      release(users);
      users = null;
    }
  }

  private boolean taken(AtomicReference<@Nullable FileLock> lock) {
    lock.set(tryLock(TURN, false));
    return lock.get() != null;
  }

  private static void release(@Nullable FileLock lock) throws IOException {
    if (lock != null) {
      lock.release();
    }
  }

  private @Nullable FileLock tryLock(long position, boolean shared) {
    try {
      return channel.tryLock(position, 1, shared);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "Cannot lock "
              + file
              + ": "
              + e.getMessage()
              + ". Choose a data directory on a file system that knows locks",
          e);
    }
  }
}
