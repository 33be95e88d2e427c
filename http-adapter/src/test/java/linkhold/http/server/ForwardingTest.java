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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingTest {

  private static final Forwarding FORWARDING =
      new Forwarding(List.of("10.0.0.0/8", "2001:db8::/33", "192.0.2.7"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.5 | 1.2.3.4           | 203.0.113.5", // no proxy of ours
        "10.1.2.3    | 1.2.3.4           | 1.2.3.4",
        "10.1.2.3    | 9.9.9.9, 1.2.3.4  | 1.2.3.4", // the first one was told by the client
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
        InetAddress.ofLiteral(client), FORWARDING.client(request(peer, forwardedFor, "http")));
  }

  @Test
  void onlyATrustedProxySpeaksOfTls() {
    assertTrue(FORWARDING.isSecure(request("10.1.2.3", "1.2.3.4", "https")));
    assertFalse(FORWARDING.isSecure(request("10.1.2.3", "1.2.3.4", "http")));
    assertFalse(FORWARDING.isSecure(request("1.2.3.4", "1.2.3.4", "https")));
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

  private static ServerRequest request(String peer, String forwardedFor, String proto) {
    WritableHeaders<?> headers = WritableHeaders.create();
    headers.add(HeaderNames.X_FORWARDED_FOR, forwardedFor);
    headers.add(HeaderNames.X_FORWARDED_PROTO, proto);
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
