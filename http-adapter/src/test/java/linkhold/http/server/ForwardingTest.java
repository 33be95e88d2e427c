package linkhold.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.helidon.common.socket.PeerInfo;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.http.ServerRequest;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import linkhold.http.HttpSettings;
import linkhold.net.AddressRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingTest {

  private static final Forwarding FORWARDING =
      new Forwarding(List.of("10.0.0.0/8", "2001:db8::/33", "192.0.2.7"), "");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.5 | 1.2.3.4           | 203.0.113.5", // not a trusted proxy
        "10.1.2.3    | 1.2.3.4           | 1.2.3.4",
        "10.1.2.3    | 9.9.9.9, 1.2.3.4  | 1.2.3.4", // the first one came from the client
        "10.1.2.3    | 1.2.3.4,10.9.9.9  | 1.2.3.4",
        "10.1.2.3    | 10.8.8.8,10.9.9.9 | 10.8.8.8",
        "10.1.2.3    | 1.2.3.4:5678      | 1.2.3.4",
        "10.1.2.3    | [2001:db9::1]:567 | 2001:db9::1",
        "10.1.2.3    | 2001:db9::1       | 2001:db9::1",
        "10.1.2.3    | 1.2.3.4, unknown  | 10.1.2.3",
        "10.1.2.3    | localhost         | 10.1.2.3", // no name is looked up
        "10.1.2.3    | ''                | 10.1.2.3",
        "2001:db8::5 | 1.2.3.4           | 1.2.3.4",
        "2001:db8:8000::5 | 1.2.3.4      | 2001:db8:8000::5",
        "192.0.2.7   | 1.2.3.4           | 1.2.3.4",
        "192.0.2.6   | 1.2.3.4           | 192.0.2.6",
      })
  void theClientIsTheLastThatNoTrustedProxyHas(String peer, String forwardedFor, String client) {
    assertEquals(
        InetAddress.ofLiteral(client), FORWARDING.client(usual(peer, forwardedFor, "http")));
  }

  @Test
  void onlyATrustedProxySetsTls() {
    assertTrue(FORWARDING.isSecure(usual("10.1.2.3", "1.2.3.4", "https")));
    assertFalse(FORWARDING.isSecure(usual("10.1.2.3", "1.2.3.4", "http")));
    assertFalse(FORWARDING.isSecure(usual("1.2.3.4", "1.2.3.4", "https")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https                | true",
        "HTTPS, http          | true", // the first proxy's, which the client spoke to
        "http, https          | false",
        "''                   | false",
      })
  void theFirstProxySaysWhetherTheClientUsedTls(String proto, boolean secure) {
    assertEquals(secure, FORWARDING.isSecure(usual("10.1.2.3", "1.2.3.4", proto)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=1.2.3.4;proto=https;host=a.example | 1.2.3.4     | https://a.example",
        "For=\"1.2.3.4:567\" ; Proto=HTTPS        | 1.2.3.4     | https://localhost:8080",
        "for=9.9.9.9, for=1.2.3.4;proto=https   | 1.2.3.4     | http://localhost:8080",
        "for=1.2.3.4;host=a.example, for=10.9.9.9;host=b.example | 1.2.3.4 | http://a.example",
        "for=\"[2001:db9::1]:567\"               | 2001:db9::1 | http://localhost:8080",
        "for=1.2.3.4;by=\"a,b;c\\\"d\";proto=https | 1.2.3.4     | https://localhost:8080",
        "for=unknown, proto=https               | 10.1.2.3    | http://localhost:8080",
        "for=_hidden                            | 10.1.2.3    | http://localhost:8080",
        "for=1.2.3.4;;proto=https,              | 1.2.3.4     | https://localhost:8080",
        "for=\"1.2.3.4                           | 10.1.2.3    | http://localhost:8080",
        "nonsense                               | 10.1.2.3    | http://localhost:8080",
      })
  void forwardedSaysTheSame(String forwarded, String client, String origin) {
    ServerRequest request = request("10.1.2.3", "Forwarded", forwarded);
    assertEquals(InetAddress.ofLiteral(client), FORWARDING.client(request));
    assertEquals(origin, FORWARDING.origin(request));
    ServerRequest stranger = request("203.0.113.5", "Forwarded", forwarded);
    assertEquals(InetAddress.ofLiteral("203.0.113.5"), FORWARDING.client(stranger));
    assertEquals("http://localhost:8080", FORWARDING.origin(stranger));
  }

  /** A proxy that sets X-Forwarded-For may pass on a Forwarded that the client invented. */
  @Test
  void forwardedCountsOnlyWhereThereIsNoOtherHeader() {
    ServerRequest request =
        request(
            "10.1.2.3", "X-Forwarded-For", "1.2.3.4", "Forwarded", "for=9.9.9.9;host=evil.example");
    assertEquals(InetAddress.ofLiteral("1.2.3.4"), FORWARDING.client(request));
    assertEquals("http://localhost:8080", FORWARDING.origin(request));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "https | a.example      | 8443 | https://a.example:8443",
        "https | a.example      | 443  | https://a.example",
        "http  | a.example      | 80   | http://a.example",
        "http  | a.example      | 443  | http://a.example:443",
        "https | a.example:8443 | 443  | https://a.example:8443",
        "https | a.example      | x    | https://a.example",
        "https | a.example, b   | 8443, 443 | https://a.example:8443",
        "https | [::1]          | 8443 | https://[::1]:8443",
        "https | a/b            | 8443 | https://localhost:8080",
      })
  void thePortIsHandedOnBesideTheHost(String proto, String host, String port, String origin) {
    ServerRequest request =
        request(
            "10.1.2.3",
            "X-Forwarded-Proto",
            proto,
            "X-Forwarded-Host",
            host,
            "X-Forwarded-Port",
            port);
    assertEquals(origin, FORWARDING.origin(request));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/links      | /links",
        "/links/     | /links",
        "/a, /b/     | /a/b",
        "/           | ''",
        "''          | ''",
        "links       | /base",
        "/../x       | /base",
        "/a?b        | /base",
        "//evil.example | /base",
      })
  void onlyATrustedProxySetsAPrefix(String header, String prefix) {
    Forwarding forwarding = new Forwarding(List.of("10.0.0.0/8"), "/base");
    assertEquals(prefix, forwarding.prefix(request("10.1.2.3", "X-Forwarded-Prefix", header)));
    assertEquals("/base", forwarding.prefix(request("1.2.3.4", "X-Forwarded-Prefix", header)));
    assertEquals("/base", forwarding.prefix(request("10.1.2.3")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0/0", "::/0", "1.2.3.4", "1.2.3.4/32", "fe80::1/128"})
  void rangesAreWrittenWithASlash(String text) {
    assertNotNull(AddressRange.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "1.2.3.4/33", "1.2.3.4/-1", "1.2.3.4/", "::/129", "*"})
  void otherTextIsNoRange(String text) {
    assertFalse(HttpSettings.isAddressRange(text));
  }

  private static ServerRequest usual(String peer, String forwardedFor, String proto) {
    return request(peer, "X-Forwarded-For", forwardedFor, "X-Forwarded-Proto", proto);
  }

  private static ServerRequest request(String peer, String... namesAndValues) {
    WritableHeaders<?> headers = WritableHeaders.create();
    headers.add(HeaderNames.HOST, "localhost:8080");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(HeaderNames.create(namesAndValues[i]), namesAndValues[i + 1]);
    }
    PeerInfo peerInfo =
        fake(PeerInfo.class, "address", new InetSocketAddress(InetAddress.ofLiteral(peer), 1));
    ServerRequestHeaders requestHeaders = ServerRequestHeaders.create(headers);
    return (ServerRequest)
        Proxy.newProxyInstance(
            ForwardingTest.class.getClassLoader(),
            new Class<?>[] {ServerRequest.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "remotePeer" -> peerInfo;
                  case "headers" -> requestHeaders;
                  case "isSecure" -> false;
                  case "authority" -> "localhost:8080";
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static <T> T fake(Class<T> type, String name, Object value) {
    return type.cast(
        Proxy.newProxyInstance(
            ForwardingTest.class.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> method.getName().equals(name) ? value : null));
  }
}
