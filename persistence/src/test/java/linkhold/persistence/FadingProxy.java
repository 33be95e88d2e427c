package linkhold.persistence;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network in front of a PostgreSQL that can lose connections without a word, as a firewall does
 * that forgets them: nothing goes through them any more, and neither side is told.
 */
final class FadingProxy implements AutoCloseable {

  private final ServerSocket entrance;
  private final URI server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Socket> faded = ConcurrentHashMap.newKeySet();
  private volatile boolean fading;

  /** A network in front of the server of a {@code jdbc:postgresql:} URL. */
  FadingProxy(String jdbcUrl) {
    this.server = URI.create(jdbcUrl.substring("jdbc:".length()));
    try {
      this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** The server's URL, through this network. */
  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:"
        + entrance.getLocalPort()
        + server.getPath()
        + (server.getQuery() == null ? "" : "?" + server.getQuery());
  }

  /** Loses all connections of this moment; later ones go through. */
  void fade() {
    faded.addAll(sockets);
  }

  /** Loses later ones, too. */
  void fadeFromNowOn() {
    fading = true;
    fade();
  }

  /** Loses no more; what is lost stays so. */
  void mend() {
    faded.addAll(sockets);
    fading = false;
  }

  /** Breaks all connections and refuses others, as a server that has ended does. */
  void refuse() throws IOException {
    entrance.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        Socket onward = new Socket(server.getHost(), server.getPort());
        sockets.add(client);
        sockets.add(onward);
        Thread.ofVirtual().start(() -> forward(client, onward));
        Thread.ofVirtual().start(() -> forward(onward, client));
      } catch (IOException e) {
        return; // closed
      }
    }
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
      // One side has gone.
    }
  }

  @Override
  public void close() {
    try {
      refuse();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
