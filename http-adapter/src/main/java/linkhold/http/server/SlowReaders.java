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
 * Cuts the connections of clients that do not take what they asked for, once they are behind the
 * minimum rate for the write timeout. Only the time that a write waits for the client counts, so
 * that an answer may last for ever when its pieces get through.
 */
public final class SlowReaders implements Filter {

  private static final String HTTP_2 = "2.0";

  private final Deadlines deadlines;
  private final long timeoutNanos;

  public SlowReaders(Deadlines deadlines, Duration timeout) {
    this.deadlines = deadlines;
    this.timeoutNanos = timeout.toNanos();
  }

  /** Watches what goes into a socket, by whichever thread, one at a time. */
  DataWriter watched(DataWriter socket) {
    return new WatchedWriter(socket);
  }

  /**
   * A client of HTTP/2 can hold up one answer of many: such a write waits before it comes to the
   * socket (RFC 9113, 5.2).
   */
  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (request.prologue().protocolVersion().equals(HTTP_2)) {
      response.streamFilter(WatchedStream::new);
    }
    chain.proceed();
  }

  /**
   * How far a client is behind the slowest pace that is borne. Being ahead of it earns nothing, so
   * that a client that was fast cannot stand still for longer than others.
   */
  private final class Pace {

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

  /** Hands bytes over, and waits while nobody takes them. */
  @FunctionalInterface
  private interface Write {
    void run() throws IOException;
  }

  private final class WatchedWriter implements DataWriter {

    private final DataWriter socket;
    private final Pace pace = new Pace();

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
        pace.send(buffer.available(), write);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final class WatchedStream extends OutputStream {

    private final OutputStream answer;
    private final Pace pace = new Pace();

    WatchedStream(OutputStream answer) {
      this.answer = answer;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      pace.send(length, () -> answer.write(bytes, offset, length));
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
