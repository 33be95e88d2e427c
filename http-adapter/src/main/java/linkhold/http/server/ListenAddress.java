package linkhold.http.server;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * The address to listen on: {@code 0.0.0.0} is every address of IPv4, and {@code ::} every address
 * of both. The JDK's sockets are of IPv6 where the system has it, and treat both as {@code ::}; so
 * a server configured for IPv4 would be reached by IPv6 too.
 */
public final class ListenAddress {

  /** 0.0.0.0 as an address of IPv6 (RFC 4291, 2.5.5.2): a socket of IPv6 then takes IPv4 alone. */
  private static final byte[] ANY_IPV4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0};

  private ListenAddress() {}

  /**
   * The address of {@code host}.
   *
   * @throws UnknownHostException when it has none
   */
  public static InetAddress of(String host) throws UnknownHostException {
    InetAddress address = InetAddress.getByName(host);
    if (address instanceof Inet4Address && address.isAnyLocalAddress()) {
      InetAddress mapped = Inet6Address.getByAddress(null, ANY_IPV4, -1);
      return canBind(mapped) ? mapped : address;
    }
    return address;
  }

  /** False where the system has no IPv6. */
  private static boolean canBind(InetAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(address, 0));
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
