package linkhold.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * Checks whether something listens on an address: Helidon's listener ends when it cannot accept a
 * connection, for instance without a file descriptor left, and does not report it. The probe opens
 * its socket beforehand, so that it needs no further file descriptor.
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

  /** Whether something listens; once false, it stays false. */
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
