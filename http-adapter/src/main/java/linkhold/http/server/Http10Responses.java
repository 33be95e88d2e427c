package linkhold.http.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.Bytes;
import io.helidon.common.buffers.DataWriter;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;

/**
 * Sends responses to HTTP/1.0 without chunks, which that version does not have: closing the
 * connection ends them. Helidon notifies this listener of headers just before it writes them, then
 * writes each chunk at once.
 */
public final class Http10Responses implements Http1ConnectionListener {

  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    if (connection.dataWriter() instanceof Writer writer
        && writer.reader.isOld()
        && headers instanceof WritableHeaders<?> changeable
        && headers.contains(HeaderNames.TRANSFER_ENCODING)) {
      changeable.remove(HeaderNames.TRANSFER_ENCODING);
      writer.next = Part.HEAD;
    }
  }

  /** A writer to {@code socket} for responses to the requests of {@code reader}. */
  static DataWriter writer(DataWriter socket, RequestReader reader) {
    return new Writer(socket, reader);
  }

  private enum Part {
    AS_IT_IS,
    HEAD,
    CHUNK
  }

  private static final class Writer implements DataWriter {

    private final DataWriter socket;
    private final RequestReader reader;
    private Part next = Part.AS_IT_IS;

    Writer(DataWriter socket, RequestReader reader) {
      this.socket = socket;
      this.reader = reader;
    }

    @Override
    public void write(BufferData... buffers) {
      write(BufferData.create(buffers));
    }

    @Override
    public void write(BufferData buffer) {
      socket.write(unframed(buffer));
    }

    @Override
    public void writeNow(BufferData... buffers) {
      writeNow(BufferData.create(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
      socket.writeNow(unframed(buffer));
    }

    @Override
    public void flush() {
      socket.flush();
    }

    @Override
    public void close() {
      socket.close();
    }

    private BufferData unframed(BufferData buffer) {
      return switch (next) {
        case AS_IT_IS -> buffer;
        case HEAD -> {
          next = Part.CHUNK;
          yield buffer;
        }
        case CHUNK -> {
          byte[] chunk = buffer.readBytes();
          int start = Bytes.firstIndexOf(chunk, 0, chunk.length, Bytes.LF_BYTE) + 1;
          yield BufferData.create(chunk, start, chunk.length - start - 2);
        }
      };
    }
  }
}
