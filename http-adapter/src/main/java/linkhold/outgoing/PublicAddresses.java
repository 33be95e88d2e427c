package linkhold.outgoing;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import linkhold.net.AddressRange;

/**
 * Which addresses are on the public network, by IANA's registries of special-purpose addresses (RFC
 * 6890) with the entries up to RFC 9637 of August 2024, and of multicast addresses. Of IPv6 only
 * the global unicast block counts; within it those that carry an IPv4 address (6to4, Teredo) do
 * not, wherever that points.
 */
final class PublicAddresses {

  private static final List<AddressRange> SPECIAL_IPV4 =
      ranges(
          "0.0.0.0/8", // this network, unspecified
          "10.0.0.0/8", // private
          "100.64.0.0/10", // shared by providers (CGNAT)
          "127.0.0.0/8", // loopback
          "169.254.0.0/16", // link-local, cloud metadata
          "172.16.0.0/12", // private
          "192.0.0.0/24", // protocol assignments
          "192.0.2.0/24", // documentation
          "192.31.196.0/24", // AS112
          "192.52.193.0/24", // AMT
          "192.88.99.0/24", // relays of 6to4
          "192.168.0.0/16", // private
          "192.175.48.0/24", // AS112
          "198.18.0.0/15", // benchmarking
          "198.51.100.0/24", // documentation
          "203.0.113.0/24", // documentation
          "224.0.0.0/4", // multicast
          "240.0.0.0/4"); // reserved, broadcast

  /**
   * What is outside: unspecified, loopback, IPv4-mapped and -compatible, NAT64 (64:ff9b::/96 and
   * 64:ff9b:1::/48), discard-only, SRv6, unique local, site-local, link-local, multicast.
   */
  private static final AddressRange GLOBAL_IPV6 = AddressRange.of("2000::/3");

  private static final List<AddressRange> SPECIAL_IPV6 =
      ranges(
          "2001::/23", // protocol assignments: Teredo, benchmarking, ORCHID
          "2001:db8::/32", // documentation
          "2002::/16", // 6to4
          "2620:4f:8000::/48", // AS112
          "3fff::/20"); // documentation

  private PublicAddresses() {}

  private static List<AddressRange> ranges(String... texts) {
    return Stream.of(texts).map(AddressRange::of).toList();
  }

  /** Whether {@code address} is on the public network. */
  static boolean contain(InetAddress address) {
    if (address instanceof Inet4Address) {
      return SPECIAL_IPV4.stream().noneMatch(range -> range.contains(address));
    }
    return GLOBAL_IPV6.contains(address)
        && SPECIAL_IPV6.stream().noneMatch(range -> range.contains(address));
  }
}
