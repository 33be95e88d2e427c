package linkhold.outgoing;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Decides which addresses may be connected to. A host is resolved once, here; connections go to the
 * addresses that were checked, so that a name that resolves to another address a moment later
 * changes nothing.
 */
final class Guard {

  private final AllowedTargets allowed;
  private final Resolver resolver;
  private final Supplier<Set<InetAddress>> own;

  /**
   * A guard.
   *
   * @param own the addresses of this machine
   */
  Guard(AllowedTargets allowed, Resolver resolver, Supplier<Set<InetAddress>> own) {
    this.allowed = allowed;
    this.resolver = resolver;
    this.own = own;
  }

  /**
   * The addresses of a target. Empty when any of them may not be connected to, so that nobody
   * learns which; also empty when there is none.
   */
  List<InetAddress> addresses(Target target) {
    List<InetAddress> addresses;
    try {
      addresses = resolver.resolve(target.host());
    } catch (UnknownHostException e) {
      return List.of();
    }
    if (allowed.hasHost(target.host())
        || !addresses.isEmpty() && addresses.stream().allMatch(allowed::hasAddress)) {
      return addresses;
    }
    Set<InetAddress> ours = own.get();
    boolean all =
        target.hasUsualPort()
            && addresses.stream()
                .allMatch(address ->
                    allowed.hasAddress(address)
                        || PublicAddresses.contain(address) && !ours.contains(address));
    return all ? addresses : List.of();
  }

  /** The addresses of this machine's network interfaces. */
  static Set<InetAddress> ownAddresses() {
    try {
      Set<InetAddress> own = new HashSet<>();
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .forEach(own::add);
      return own;
    } catch (SocketException e) {
      return Set.of();
    }
  }
}
