package linkhold.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * Finds out whether something listens on an address: Helidon's listener ends for good when it
 * cannot accept a connection, for instance since no more files may be opened, and does not tell.
 * The socket for it is opened beforehand, so that it works without another file.
 */
final class ListenerProbe implements AutoCloseable {

  private final InetSocketAddress address;
  private final ServerSocketChannel socket;

  ListenerProbe(InetSocketAddress address) {
    this.address = address;
    try {
      this.socket = ServerSocketChannel.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether something listens; once nothing did, false. */
  boolean isListening() {
    if (!socket.isOpen()) {
      return false;
    }
    try {
      socket.bind(address); // possible only when nothing listens there
    } catch (IOException e) {
      return true;
    }
    close();
    return false;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
