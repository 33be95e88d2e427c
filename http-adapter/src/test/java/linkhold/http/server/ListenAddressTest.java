package linkhold.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.time.Clock;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.Authentication;
import linkhold.http.HttpSettings;
import linkhold.http.TestServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who can reach a server, by the address that it listens on. */
class ListenAddressTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,   true,  false",
    "::,        true,  true",
    "127.0.0.1, true,  false",
    "::1,       false, true",
  })
  void aServerIsReachedByWhatItListensOn(String host, boolean byIpv4, boolean byIpv6)
      throws IOException {
    assumeTrue(NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null);
    HttpSettings settings = new HttpSettings(host, 0).withAuthentication(Authentication.TOKEN);
    try (TestServer server = TestServer.start(settings, new InMemoryStore(Clock.systemUTC()))) {
      assertEquals(byIpv4, isReached("127.0.0.1", server.api.port()));
      assertEquals(byIpv6, isReached("::1", server.api.port()));
    }
  }

  private static boolean isReached(String address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
