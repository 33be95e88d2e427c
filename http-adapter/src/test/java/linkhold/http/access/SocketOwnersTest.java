package linkhold.http.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The owner of the other end of a connection, by tables of a little-endian machine. */
class SocketOwnersTest {

  private static final String HEADER =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode\n";
  private static final String SERVER = "0100007F:1F90"; // 127.0.0.1:8080
  private static final String CLIENT = "0100007F:A090"; // 127.0.0.1:41104
  private static final String MAPPED_SERVER = "0000000000000000FFFF0000" + SERVER;
  private static final String MAPPED_CLIENT = "0000000000000000FFFF0000" + CLIENT;
  private static final String IPV6_SERVER = "00000000000000000000000001000000:1F90";
  private static final String IPV6_CLIENT = "00000000000000000000000001000000:A090";

  @TempDir private Path proc = Path.of("");

  @BeforeEach
  void runAsUser1000() throws IOException {
    assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    Files.createDirectories(proc.resolve("self"));
    Files.createDirectories(proc.resolve("net"));
    Files.writeString(
        proc.resolve("self/status"), "Name:\tjava\nUid:\t0\t1000\t0\t0\nGid:\t0\t0\t0\t0\n");
    tables("", "");
  }

  @ParameterizedTest
  @CsvSource({"1000, true", "0, true", "33, false", "65534, false"})
  void theUserOfThisProcessAndRootAreOwn(long user, boolean own) throws IOException {
    tables(row(CLIENT, SERVER, user, 7), row(MAPPED_SERVER, MAPPED_CLIENT, 1000, 8));
    assertEquals(own, isOwn("127.0.0.1"));
    tables("", row(MAPPED_CLIENT, MAPPED_SERVER, user, 7));
    assertEquals(own, isOwn("127.0.0.1"));
    tables("", row(IPV6_CLIENT, IPV6_SERVER, user, 7));
    assertEquals(own, isOwn("::1"));
  }

  /** The kernel lists it as root's. */
  @Test
  void aClosedEndHasNoOwner() throws IOException {
    tables(row(CLIENT, SERVER, 0, 0), row(MAPPED_SERVER, MAPPED_CLIENT, 1000, 8));
    assertEquals(false, isOwn("127.0.0.1"));
  }

  @Test
  void aRemoteEndIsNotOwn() throws IOException {
    tables(row(CLIENT, "0100007F:1F91", 1000, 7), row(MAPPED_SERVER, MAPPED_CLIENT, 1000, 8));
    assertEquals(false, isOwn("127.0.0.1"));
  }

  @Test
  void whereTheSystemHasNoTablesEveryEndCountsAsOwn() throws IOException {
    assertTrue(isOwn("127.0.0.1"), "not even the server's end is listed");
    Files.delete(proc.resolve("net/tcp"));
    Files.delete(proc.resolve("net/tcp6"));
    assertTrue(isOwn("127.0.0.1"), "there are no tables");
    Files.delete(proc.resolve("self/status"));
    assertTrue(isOwn("::1"), "there is no /proc");
  }

  private boolean isOwn(String address) {
    InetAddress loopback = InetAddress.ofLiteral(address);
    return new SocketOwners(proc)
        .isOwn(new InetSocketAddress(loopback, 0xA090), new InetSocketAddress(loopback, 0x1F90));
  }

  private void tables(String ipv4, String ipv6) throws IOException {
    Files.writeString(proc.resolve("net/tcp"), HEADER + ipv4);
    Files.writeString(proc.resolve("net/tcp6"), HEADER + ipv6);
  }

  private static String row(String local, String remote, long user, long inode) {
    return "   0: %s %s 01 00000000:00000000 00:00000000 00000000 %5d        0 %d 2 0000 20\n"
        .formatted(local, remote, user, inode);
  }
}
