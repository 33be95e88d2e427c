package linkhold.outgoing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Finds the addresses of a host. */
@FunctionalInterface
public interface Resolver {

  /** The system's resolver. */
  Resolver SYSTEM = host -> Arrays.asList(InetAddress.getAllByName(host));

  /**
   * The addresses of a host, which may itself be an address.
   *
   * @throws UnknownHostException when it has none
   */
  List<InetAddress> resolve(String host) throws UnknownHostException;
}
