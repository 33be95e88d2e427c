package linkhold.http.access;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Which user of this machine has the other end of a connection, by Linux's tables of TCP sockets
 * ({@code proc_net_tcp(5)}). They list both ends of a connection within the machine, each with its
 * user.
 */
final class SocketOwners {

  /** Root may do anything here anyway. */
  private static final long ROOT = 0;

  /** A table that changes while it is read may lack a line. */
  private static final int READS = 3;

  private static final int LOCAL_COLUMN = 1;
  private static final int REMOTE_COLUMN = 2;
  private static final int USER_COLUMN = 7;
  private static final int INODE_COLUMN = 9;

  private static final String USERS = "Uid:";

  /** In front of an address of IPv4 where a socket of IPv6 has it (RFC 4291, 2.5.5.2). */
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  /**
   * A table as it was read.
   *
   * @param begun when reading began, by the system's nanoseconds
   * @param owners by the ends of the connection
   */
  private record Table(long begun, Map<String, Long> owners) {}

  private final Path proc;
  private final OptionalLong user;
  private final Map<String, Table> tables = new HashMap<>();

  /** Reads the tables below {@code proc}: {@code /proc}, but in tests. */
  SocketOwners(Path proc) {
    this.proc = proc;
    this.user = userOfThisProcess(proc);
  }

  /**
   * Whether the end {@code client} of the connection to {@code server}, which is here, belongs to
   * this process's user or to root. True as well where the system does not tell: one that is not
   * Linux, or keeps no tables.
   */
  boolean isOwn(InetSocketAddress client, InetSocketAddress server) {
    if (user.isEmpty()) {
      return true;
    }
    for (int i = 0; i < READS; i++) {
      OptionalLong owner = owner(client, server);
      if (owner.isPresent()) {
        return owner.getAsLong() == ROOT || owner.getAsLong() == user.getAsLong();
      }
    }
    return owner(server, client).isEmpty(); // not even this process's own end is listed
  }

  /** The user who has the end {@code local} of a connection; empty when there is none. */
  private OptionalLong owner(InetSocketAddress local, InetSocketAddress remote) {
    InetAddress address = local.getAddress();
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      OptionalLong owner = owner("net/tcp", text(local, bytes), text(remote, bytes(remote)));
      return owner.isPresent()
          ? owner
          : owner("net/tcp6", text(local, mapped(bytes)), text(remote, mapped(bytes(remote))));
    }
    return owner("net/tcp6", text(local, bytes), text(remote, bytes(remote)));
  }

  private OptionalLong owner(String table, String local, String remote) {
    Long owner = readSince(System.nanoTime(), table).owners.get(local + ' ' + remote);
    return owner == null ? OptionalLong.empty() : OptionalLong.of(owner);
  }

  /**
   * A table that was read from {@code time} on. All who ask while it is being read share the next
   * reading: with thousands of connections each reading takes long, and all may come at once.
   */
  private synchronized Table readSince(long time, String name) {
    Table table = tables.get(name);
    if (table == null || table.begun - time < 0) {
      table = read(name);
      tables.put(name, table);
    }
    return table;
  }

  private Table read(String name) {
    long begun = System.nanoTime();
    Map<String, Long> owners = new HashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(proc.resolve(name))) {
      lines
          .lines()
          .skip(1) // the heading
          .map(line -> line.strip().split(" +", -1))
          .filter(row -> !row[INODE_COLUMN].equals("0")) // closed, and listed as root's
          .forEach(row ->
              owners.putIfAbsent(
                  row[LOCAL_COLUMN] + ' ' + row[REMOTE_COLUMN], Long.valueOf(row[USER_COLUMN])));
      return new Table(begun, owners);
    } catch (IOException | RuntimeException e) { // no such table, or another form of it
      return new Table(begun, Map.of());
    }
  }

  /** An address and its port as the tables have them: numbers of the machine's own byte order. */
  private static String text(InetSocketAddress socket, byte[] address) {
    StringBuilder text = new StringBuilder();
    ByteBuffer numbers = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
    while (numbers.hasRemaining()) {
      text.append("%08X".formatted(numbers.getInt()));
    }
    return text.append(":%04X".formatted(socket.getPort())).toString();
  }

  private static byte[] bytes(InetSocketAddress socket) {
    return socket.getAddress().getAddress();
  }

  private static byte[] mapped(byte[] ipv4) {
    return ByteBuffer.allocate(16).put(MAPPED).put(ipv4).array();
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
