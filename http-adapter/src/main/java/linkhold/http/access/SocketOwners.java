package linkhold.http.access;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the user of this machine that owns the other end of a connection, in Linux's tables of TCP
 * sockets ({@code proc_net_tcp(5)}). They list both ends of a connection within the machine, each
 * with its user.
 */
final class SocketOwners {

  /** Root is always allowed. */
  private static final long ROOT = 0;

  /** A table that changes while it is read may lack a line, so a missing one is read again. */
  private static final int READS = 3;

  private static final int LOCAL_COLUMN = 1;
  private static final int REMOTE_COLUMN = 2;
  private static final int USER_COLUMN = 7;
  private static final int INODE_COLUMN = 9;

  private static final Pattern BLANKS = Pattern.compile(" +");

  private static final String USERS = "Uid:";

  /** The prefix of an IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2). */
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private static final List<String> TABLES = List.of("net/tcp", "net/tcp6");

  /**
   * The content of the tables, read together.
   *
   * @param begun when reading began, by the system's nanoseconds
   * @param users by the two ends of each connection
   */
  private record Reading(long begun, Map<String, Long> users) {

    /** The user that owns the end {@code local} of a connection; empty when it is not listed. */
    OptionalLong owner(InetSocketAddress local, InetSocketAddress remote) {
      return Stream.of(key(local, remote, false), key(local, remote, true))
          .map(users::get)
          .filter(Objects::nonNull)
          .mapToLong(Long::longValue)
          .findFirst();
    }
  }

  private final Path proc;
  private final OptionalLong user;
  private Reading last;

  /** Reads the tables below {@code proc}: {@code /proc}, but in tests. */
  SocketOwners(Path proc) {
    this.proc = proc;
    this.user = userOfThisProcess(proc);
    this.last = new Reading(System.nanoTime(), Map.of());
  }

  /**
   * Whether the end {@code client} of the connection to {@code server}, which is here, belongs to
   * this process's user or to root. Also true where the system has no such tables, as on other
   * systems than Linux.
   */
  boolean isOwn(InetSocketAddress client, InetSocketAddress server) {
    if (user.isEmpty()) {
      return true;
    }
    Reading reading;
    int reads = 0;
    do {
      reading = readSince(System.nanoTime());
      OptionalLong owner = reading.owner(client, server);
      if (owner.isPresent()) {
        return owner.getAsLong() == ROOT || owner.getAsLong() == user.getAsLong();
      }
      reads++;
    } while (reads < READS);
    return reading.owner(server, client).isEmpty(); // not even this process's own end is listed
  }

  /**
   * The tables, read after {@code time}. All callers that wait during one read share the next: a
   * read is slow with thousands of connections, which may all be new at once.
   */
  private synchronized Reading readSince(long time) {
    if (last.begun - time < 0) {
      last = read();
    }
    return last;
  }

  private Reading read() {
    long begun = System.nanoTime();
    Map<String, Long> users = new HashMap<>();
    for (String table : TABLES) {
      try (BufferedReader lines = Files.newBufferedReader(proc.resolve(table))) {
        lines
            .lines()
            .skip(1) // the heading
            .map(line -> BLANKS.split(line.strip()))
            .filter(row -> !row[INODE_COLUMN].equals("0")) // closed, and listed as root's
            .forEach(row ->
                users.putIfAbsent(
                    row[LOCAL_COLUMN] + ' ' + row[REMOTE_COLUMN], Long.valueOf(row[USER_COLUMN])));
      } catch (IOException | RuntimeException e) {
        // No such table, or another form of it.
      }
    }
    return new Reading(begun, users);
  }

  /**
   * The two ends as the tables write them; {@code mapped} for IPv4 addresses in the table of IPv6.
   */
  private static String key(InetSocketAddress local, InetSocketAddress remote, boolean mapped) {
    return text(local, mapped) + ' ' + text(remote, mapped);
  }

  /** An address and its port as the tables have them: numbers of the machine's own byte order. */
  private static String text(InetSocketAddress socket, boolean mapped) {
    byte[] address = socket.getAddress().getAddress();
    ByteBuffer numbers =
        mapped && socket.getAddress() instanceof Inet4Address
            ? ByteBuffer.allocate(MAPPED.length + address.length).put(MAPPED).put(address).flip()
            : ByteBuffer.wrap(address);
    numbers.order(ByteOrder.nativeOrder());
    StringBuilder text = new StringBuilder();
    while (numbers.hasRemaining()) {
      text.append("%08X".formatted(numbers.getInt()));
    }
    return text.append(":%04X".formatted(socket.getPort())).toString();
  }

  private static OptionalLong userOfThisProcess(Path proc) {
    try (Stream<String> lines = Files.lines(proc.resolve("self/status"))) {
      return lines
          .filter(line -> line.startsWith(USERS))
          .map(line -> line.substring(USERS.length()).strip().split("\\s+", -1))
          .mapToLong(users -> Long.parseLong(users[1])) // the effective one
          .findFirst();
    } catch (IOException | RuntimeException e) { // not Linux
      return OptionalLong.empty();
    }
  }
}
