package linkhold.domain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port of this machine in front of a server, for tests of the network between. Each connection is
 * served by a thread of its own, and closed when the thread ends.
 */
public final class Relay implements AutoCloseable {

  /** Serves connections. */
  @FunctionalInterface
  public interface Service {

    /** Serves a client; an {@link IOException} means that one side has disconnected. */
    void serve(Socket client) throws IOException, InterruptedException;
  }

  private final ServerSocket entrance;
  private final Service service;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Begins to accept connections. */
  public Relay(Service service) {
    this.service = service;
    try {
      entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Where clients connect. */
  public int port() {
    return entrance.getLocalPort();
  }

  /** A connection to the server, which is closed with this. */
  public Socket connect(String host, int port) throws IOException {
    Socket onward = new Socket(host, port);
    onward.setTcpNoDelay(true);
    open.add(onward);
    return onward;
  }

  /** The sockets that are open, of clients and to the server. */
  public Set<Socket> open() {
    open.removeIf(Socket::isClosed);
    return Set.copyOf(open);
  }

  /** Closes all connections. */
  public void drop() {
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    open.clear();
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        client.setTcpNoDelay(true);
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      service.serve(client);
    } catch (IOException e) {
      // One side has disconnected.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    drop();
  }
}
