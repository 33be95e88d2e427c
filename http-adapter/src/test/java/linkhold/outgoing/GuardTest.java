package linkhold.outgoing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import linkhold.domain.LinkUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which addresses the server connects to, by a table of hosts and the answers of a fake resolver.
 */
final class GuardTest {

  private static final String PUBLIC = "93.184.215.14";

  private final Map<String, List<InetAddress>> hosts = new HashMap<>();

  private List<InetAddress> resolve(String host) throws UnknownHostException {
    List<InetAddress> found = hosts.get(host);
    return found == null ? List.of(InetAddress.ofLiteral(host)) : found;
  }

  private void host(String name, String... addresses) {
    hosts.put(name, Stream.of(addresses).map(InetAddress::ofLiteral).toList());
  }

  private List<InetAddress> addresses(String url, String... allowed) {
    Guard guard =
        new Guard(
            new AllowedTargets(List.of(allowed)),
            host -> {
              try {
                return resolve(host);
              } catch (IllegalArgumentException e) {
                throw new UnknownHostException(host);
              }
            },
            () -> Set.of(InetAddress.ofLiteral("93.184.215.99")));
    return guard.addresses(Objects.requireNonNull(Target.of(LinkUrl.parse(url))));
  }

  private boolean isAllowed(String url, String... allowed) {
    return !addresses(url, allowed).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.170",
        "192.0.2.1",
        "192.31.196.1",
        "192.52.193.1",
        "192.88.99.1",
        "192.168.0.1",
        "192.168.255.255",
        "192.175.48.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::93.184.215.14",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::7f00:1",
        "100::1",
        "2001::1",
        "2001:0:53aa:64c:0:0:0:1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:a9fe:a9fe::1",
        "2620:4f:8000::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "4000::1",
        "93.184.215.99"
      })
  void anAddressThatIsNotPublicIsRefusedByAnyName(String address) {
    host("evil.example", address);
    host("half.example", PUBLIC, address);
    host("other-half.example", address, PUBLIC);
    assertEquals(List.of(), addresses("http://evil.example/"));
    assertEquals(List.of(), addresses("https://half.example/"));
    assertEquals(List.of(), addresses("https://other-half.example/"));
    String literal = address.contains(":") ? "[" + address + "]" : address;
    assertEquals(List.of(), addresses("http://" + literal + "/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.1/", "http://0x7f000001/", "http://2130706433/", "http://017700000001/",
        "http://0x7f.1/", "http://127.0.0.1./", "http://user@127.0.0.1/", "http://127.0.0.1:80/",
        "http://①②⑦.0.0.1/", "http://[::ffff:7f00:1]/", "http://0/", "http://169.254.43518/"
      })
  void anotherNotationOfAnAddressIsNoWayIn(String url) {
    assertEquals(List.of(), addresses(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "93.184.215.14",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.17.0.1",
        "198.20.0.1",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450:4001::1",
        "2001:4860:4860::8888"
      })
  void aPublicAddressIsConnectedTo(String address) {
    host("good.example", address);
    assertEquals(List.of(InetAddress.ofLiteral(address)), addresses("https://good.example/"));
    assertEquals(
        List.of(InetAddress.ofLiteral(address)), addresses("http://good.example:443/a?b#c"));
  }

  @Test
  void onlyTheUsualPortsAreConnectedTo() {
    host("good.example", PUBLIC);
    for (int port : new int[] {0, 22, 25, 81, 6379, 8080, 8443, 65_535}) {
      assertEquals(List.of(), addresses("http://good.example:" + port + "/"), "port " + port);
    }
    assertEquals(1, addresses("http://good.example:8080/", "good.example").size());
  }

  @Test
  void allowingANameDoesNotAllowItsAddressByAnotherName() {
    host("nas.home.arpa", "192.168.1.5");
    host("other.example", "192.168.1.5");
    assertEquals(true, isAllowed("http://nas.home.arpa:5000/", "nas.home.arpa"));
    assertEquals(true, isAllowed("http://NAS.home.arpa/", ".home.arpa"));
    assertEquals(false, isAllowed("http://other.example/", "nas.home.arpa"));
    assertEquals(false, isAllowed("http://192.168.1.5/", "nas.home.arpa"));
    assertEquals(false, isAllowed("http://nas.home.arpa/", "home.arpa"));
    host("evilhome.arpa", "192.168.1.5");
    assertEquals(false, isAllowed("http://evilhome.arpa/", ".home.arpa"));
  }

  @Test
  void allowingAnAddressAllowsItByEveryName() {
    host("nas.home.arpa", "192.168.1.5");
    host("both.example", "192.168.1.5", "192.168.2.5");
    assertEquals(true, isAllowed("http://nas.home.arpa:5000/", "192.168.1.0/24"));
    assertEquals(true, isAllowed("http://192.168.1.5/", "192.168.1.5"));
    assertEquals(true, isAllowed("http://[fd00::1]/", "fd00::/8"));
    assertEquals(false, isAllowed("http://192.168.2.5/", "192.168.1.0/24"));
    assertEquals(false, isAllowed("http://both.example/", "192.168.1.0/24"));
  }

  @Test
  void aHostWithoutAnAddressIsLikeOneThatIsRefused() {
    host("none.example");
    assertEquals(List.of(), addresses("http://none.example/"));
    assertEquals(List.of(), addresses("http://unknown.example/"));
  }
}
