package linkhold.persistence;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import linkhold.domain.Relay;

/**
 * A network in front of a PostgreSQL that can lose connections silently, as a firewall does that
 * forgets them: no more data pass, and neither side gets an error.
 */
final class FadingProxy implements AutoCloseable {

  private final URI server;
  private final Relay relay = new Relay(this::serve);
  private final Set<Socket> faded = ConcurrentHashMap.newKeySet();
  private volatile boolean fading;

  /** A network in front of the server of a {@code jdbc:postgresql:} URL. */
  FadingProxy(String jdbcUrl) {
    this.server = URI.create(jdbcUrl.substring("jdbc:".length()));
  }

  /** The server's URL, through this network. */
  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:"
        + relay.port()
        + server.getPath()
        + (server.getQuery() == null ? "" : "?" + server.getQuery());
  }

  /** Loses all connections of this moment; later ones go through. */
  void fade() {
    faded.addAll(relay.open());
  }

  /** Loses later ones, too. */
  void fadeFromNowOn() {
    fading = true;
    fade();
  }

  /** Loses no further ones; lost connections stay lost. */
  void mend() {
    faded.addAll(relay.open());
    fading = false;
  }

  /** Breaks all connections and refuses others, as a server that has ended does. */
  void refuse() {
    relay.close();
  }

  private void serve(Socket client) throws IOException, InterruptedException {
    Socket onward = relay.connect(server.getHost(), server.getPort());
    Thread back = Thread.ofVirtual().start(() -> forward(onward, client));
    forward(client, onward);
    back.join(); // a connection that has faded stays open
  }

  private void forward(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] piece = new byte[64 * 1024];
      for (int size = in.read(piece); size > 0; size = in.read(piece)) {
        if (!fading && !faded.contains(from)) {
          out.write(piece, 0, size);
        }
      }
      if (!fading && !faded.contains(from)) {
        to.close();
      }
    } catch (IOException e) {
      // One side has disconnected.
    }
  }

  @Override
  public void close() {
    relay.close();
  }
}
