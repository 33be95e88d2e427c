package linkhold.http.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import linkhold.http.server.Deadlines.Deadline;

/**
 * Closes the connections of clients that do not read their responses, once they are behind the
 * minimum rate by the write timeout. Only the time that a write waits for the client counts, so a
 * response may last for ever while the client reads it.
 */
public final class SlowReaders implements Filter {

  private static final String HTTP_2 = "2.0";

  private final Deadlines deadlines;
  private final long timeoutNanos;

  public SlowReaders(Deadlines deadlines, Duration timeout) {
    this.deadlines = deadlines;
    this.timeoutNanos = timeout.toNanos();
  }

  /** Watches the writes to a socket, by any thread, one at a time. */
  DataWriter watched(DataWriter socket) {
    return new WatchedWriter(socket);
  }

  /**
   * An HTTP/2 client can block one response of many: such a write waits for flow control, before
   * the socket (RFC 9113, 5.2).
   */
  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (request.prologue().protocolVersion().equals(HTTP_2)) {
      response.streamFilter(WatchedStream::new);
    }
    chain.proceed();
  }

  /**
   * How far a client is behind the minimum rate. Running ahead gives no credit, so a client that
   * was fast cannot stop for longer than others.
   */
  private final class Lag {

    private long behindNanos;

    void send(int bytes, Write write) throws IOException {
      long start = System.nanoTime();
      long usual = deadlines.nanosOf(bytes);
      Deadline deadline = deadlines.begin(start + timeoutNanos + usual - behindNanos);
      try {
        write.run();
      } finally {
        deadline.end();
      }
      behindNanos = Math.max(0, behindNanos + System.nanoTime() - start - usual);
    }
  }

  /** Writes bytes, and blocks while the client does not read. */
  @FunctionalInterface
  private interface Write {
    void run() throws IOException;
  }

  private final class WatchedWriter implements DataWriter {

    private final DataWriter socket;
    private final Lag lag = new Lag();

    WatchedWriter(DataWriter socket) {
      this.socket = socket;
    }

    @Override
    public void write(BufferData... buffers) {
      write(BufferData.create(buffers));
    }

    @Override
    public void write(BufferData buffer) {
      send(buffer, () -> socket.write(buffer));
    }

    @Override
    public void writeNow(BufferData... buffers) {
      writeNow(BufferData.create(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
      send(buffer, () -> socket.writeNow(buffer));
    }

    @Override
    public void flush() {
      socket.flush();
    }

    @Override
    public void close() {
      socket.close();
    }

    private void send(BufferData buffer, Write write) {
      try {
        lag.send(buffer.available(), write);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final class WatchedStream extends OutputStream {

    private final OutputStream answer;
    private final Lag lag = new Lag();

    WatchedStream(OutputStream answer) {
      this.answer = answer;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      lag.send(length, () -> answer.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
      answer.flush();
    }

    @Override
    public void close() throws IOException {
      answer.close();
    }
  }
}
