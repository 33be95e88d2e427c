package linkhold.http.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Default limits, by the memory and open files of this process. */
public final class DefaultLimits {

  private static final int MAX_CONNECTIONS = 20_000;

  /** Files that the JVM, the database's connections and the log need. */
  private static final int OTHER_FILES = 160;

  private static final int MAX_EVENT_STREAMS = 10_000;

  /** An idle stream over plain HTTP takes less. */
  private static final int BYTES_PER_STREAM = 50_000;

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Pattern OPEN_FILES = Pattern.compile("Max open files +([0-9]+) ");
  private static final int DEFAULT_OPEN_FILES = 10_240;

  private DefaultLimits() {}

  /** The default limit of connections: 20,000, or what the system allows. */
  public static int connections() {
    return Math.min(MAX_CONNECTIONS, maxConnections());
  }

  /**
   * How many connections the system allows: no more than three quarters of the files that may be
   * open, since a server without file descriptors can neither accept a connection nor do much else.
   */
  public static int maxConnections() {
    long files = openFiles();
    long connections = Math.min(files / 4 * 3, files - OTHER_FILES);
    return Math.clamp(connections, 1, Integer.MAX_VALUE);
  }

  /** The default limit of streams of events: half of the connections, and of the heap. */
  public static int eventStreams() {
    long ofHeap = Runtime.getRuntime().maxMemory() / 2 / BYTES_PER_STREAM;
    return (int) Math.min(Math.min(MAX_EVENT_STREAMS, connections() / 2), ofHeap);
  }

  private static long openFiles() {
    try {
      Matcher limit = OPEN_FILES.matcher(Files.readString(LIMITS));
      return limit.find() ? Long.parseLong(limit.group(1)) : DEFAULT_OPEN_FILES;
    } catch (IOException | NumberFormatException e) { // another system than Linux
      return DEFAULT_OPEN_FILES;
    }
  }
}
