package linkhold.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import linkhold.domain.Patience;

/** Very many streams of changes, which one thread reads. */
final class IdleStreams implements AutoCloseable {

  private static final String REQUEST =
      "GET /v1/changes HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";

  private final Selector selector;
  private final List<SocketChannel> channels = new ArrayList<>();
  private final List<AtomicReference<String>> texts = new ArrayList<>();

  private IdleStreams(Selector selector) {
    this.selector = selector;
  }

  static IdleStreams open(URI server, int count) throws IOException {
    var streams = new IdleStreams(Selector.open());
    var address = new InetSocketAddress(server.getHost(), server.getPort());
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open(address);
      channel.write(ByteBuffer.wrap(REQUEST.getBytes(US_ASCII)));
      channel.configureBlocking(false);
      channel.register(streams.selector, SelectionKey.OP_READ, i);
      streams.channels.add(channel);
      streams.texts.add(new AtomicReference<>(""));
    }
    Thread.ofPlatform().daemon().start(streams::read);
    return streams;
  }

  private void read() {
    var buffer = ByteBuffer.allocate(16 * 1024);
    try {
      while (selector.isOpen()) {
        selector.select(key -> readFrom(key, buffer));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readFrom(SelectionKey key, ByteBuffer buffer) {
    try {
      buffer.clear();
      if (((SocketChannel) key.channel()).read(buffer) < 0) {
        key.cancel();
        return;
      }
      String more = US_ASCII.decode(buffer.flip()).toString();
      texts.get((Integer) key.attachment()).accumulateAndGet(more, String::concat);
    } catch (IOException e) {
      key.cancel();
    }
  }

  /** Waits until this text has come on each of them. */
  void await(String text) {
    Patience.await(
        text + " on every stream",
        () -> texts.stream().allMatch(some -> some.get().contains(text)));
  }

  @Override
  public void close() throws IOException {
    selector.close();
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
